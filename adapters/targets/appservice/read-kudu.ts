import type { KuduRecord } from "./judge-deployment.ts";

import { fields, jsonOf, string } from "../shared/read-json.ts";

/** Reads the list of deployments. Absent where the text is no list: then nothing is known of them. */
export function readRecords(text: string): readonly KuduRecord[] | undefined {
  const value = jsonOf(text);
  return Array.isArray(value) ? value.slice(0, 200).map(recordOf) : undefined;
}

/** Reads one deployment. Absent where the text holds none. */
export function readRecord(text: string): KuduRecord | undefined {
  const record = recordOf(jsonOf(text));
  return record.id === "" ? undefined : record;
}

function recordOf(value: unknown): KuduRecord {
  const row = fields(value);
  const status = row["status"];
  return {
    id: idOf(row["id"]),
    // What is no number is an unknown status: neither success nor an end.
    status: typeof status === "number" ? status : Number.NaN,
    statusText: string(row["status_text"]),
    isTemporary: row["is_temp"] === true,
    isReadOnly: row["is_readonly"] === true,
    deployer: string(row["deployer"]) || string(row["author"]),
    receivedOn: timeOf(row["received_time"]),
  };
}

function timeOf(value: unknown): string {
  const time = Date.parse(string(value));
  return Number.isNaN(time) ? "" : new Date(time).toISOString();
}

/** A line of a deployment's log. `detailsId`: there is more to read below it. */
export type LogLine = Readonly<{ message: string; detailsId?: string }>;

/** Reads a deployment's log. */
export function readLog(text: string): readonly LogLine[] {
  const value = jsonOf(text);
  if (!Array.isArray(value)) return [];
  return value.slice(-200).map((one) => {
    const row = fields(one);
    const id = idOf(row["id"]);
    const more = string(row["details_url"]) !== "" && id !== "";
    return { message: string(row["message"]), ...(more ? { detailsId: id } : {}) };
  });
}

/** An id becomes a part of an address: anything that could lead elsewhere is none. */
export function idOf(value: unknown): string {
  const text = string(value);
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(text) ? text : "";
}
