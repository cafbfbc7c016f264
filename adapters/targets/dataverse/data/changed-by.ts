import { quoted } from "../../../../core/model/defuse.ts";
import { iso, readInstant } from "../../../../core/model/instant.ts";
import { fields, string } from "../../shared/read-json.ts";
import { TargetRefusal } from "../../shared/target-refusal.ts";
import { query } from "../environment.ts";
import type { Environment } from "../environment.ts";

/** Who changed a row last and when, as a sentence (Web API v9.2). Empty where Dataverse does not tell: not every table knows. */
export async function changedBy({ api }: Environment, set: string, id: string): Promise<string> {
  try {
    const path = query(`${set}(${id})`, { $select: "modifiedon,_modifiedby_value" });
    const row = fields(await api.find(path));
    const by = string(row["_modifiedby_value@OData.Community.Display.V1.FormattedValue"]);
    const on = readInstant(string(row["modifiedon"]));
    if (on === undefined) return "";
    return `It was changed at ${iso(on)}${by === "" ? "" : ` by ${quoted(by)}`}.`;
  } catch (error) {
    // What is told already stands without it.
    if (error instanceof TargetRefusal) return "";
    throw error;
  }
}
