import { parseArgs } from "node:util";
import { clearTally, totalTally } from "./tally.ts";

// The last line of a whole run: the sum of mocha, conformance and check. The exit code follows it.
const { values } = parseArgs({ options: { clear: { type: "boolean" } } });
if (values.clear) await clearTally();
else {
  const { passed, failed, skipped } = await totalTally();
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
