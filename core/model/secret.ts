/**
 * A value that must never be shown. Every way of printing it gives `***`; only `reveal` gives the value, and its callers
 * hand it to a target or to the agent's masker, never to a text.
 */
export type Secret = Readonly<{ reveal: () => string; toString: () => string; toJSON: () => string }>;

/** Wraps a value so that printing, logging and JSON show `***`. */
export function secret(value: string): Secret {
  const masked = (): string => "***";
  return { reveal: () => value, toString: masked, toJSON: masked };
}
