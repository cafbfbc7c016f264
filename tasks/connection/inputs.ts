/** What the step was told. */
export type ConnectionInputs = Readonly<{
  /** As it was given: a variable in it may have no value. */
  connection: string;
  environment: string;
  secret: string;
}>;

/** Reads the step's inputs by their names. */
export function connectionInputs(
  input: (name: string) => string,
  rawInput: (name: string) => string,
): ConnectionInputs {
  return {
    connection: rawInput("connection"),
    environment: input("environment"),
    secret: rawInput("secret"),
  };
}
