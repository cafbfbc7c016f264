import { refusal } from "../failure.ts";
import { permissionFault, permissions } from "../model/train/role.ts";
import { templatesCollection } from "./train-documents.ts";
import type { TrainMaking } from "./trains.ts";

/** Removes a template: trains that were made of it stay as they are. Refused (RM001) for who may not; nothing happens where it is gone already. */
export async function removeTemplate(
  id: string,
  { projectId, doing, roles, documents }: Omit<TrainMaking, "sha256">,
): Promise<void> {
  const cause = permissionFault(permissions["template.remove"], doing.by, roles, []);
  if (cause !== undefined) {
    const next = "Ask somebody who may";
    throw refusal({ code: "RM001", what: "The template was not removed", where: id, cause, next });
  }
  await documents.remove(templatesCollection(projectId), id);
}
