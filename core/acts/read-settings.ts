import type { Contract, ContractKey } from "../model/connection.ts";
import {
  flag,
  list,
  map,
  object,
  oneOf,
  optional,
  readJson,
  text as words,
  type Faults,
} from "../model/read-shape.ts";
import type { Settings } from "../model/settings.ts";

const stageClass = oneOf("development", "test", "staging", "production");
const policy = oneOf("allow", "reason", "block");

const contractShape = list(
  object<ContractKey>({
    key: words(200),
    type: oneOf("text", "url", "secret", "serviceConnection"),
    perEnvironment: flag,
    required: flag,
    unless: optional(words(200)),
  }),
  200,
);

const settingsShape = object<Settings>({
  schema: oneOf(1),
  stageClasses: map(stageClass, 500),
  environments: map(words(400), 500),
  outOfOrder: policy,
  drift: policy,
  breakGlass: optional(oneOf("reason", "secondPerson")),
  contract: optional<Contract>(contractShape),
});

/** Reads settings from untrusted text, strictly: whoever may write extension data may have written them. */
export function readSettingsText(text: string): Settings | Faults {
  return readJson(text, { what: "settings", maxCharacters: 200_000, schema: 1 }, settingsShape);
}
