import { Failure, type FailureCode } from "../../core/failure.ts";

/** For `assert.rejects`: a failure with this code and such a cause. */
export function refusing(code: FailureCode, cause: RegExp): (thrown: unknown) => boolean {
  return (thrown) => {
    if (!(thrown instanceof Failure)) throw thrown;
    if (thrown.report.code === code && cause.test(thrown.report.cause)) return true;
    throw new Error(`Expected ${code} because of ${String(cause)}, got ${thrown.message}`);
  };
}
