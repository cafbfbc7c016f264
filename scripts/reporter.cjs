// Mocha's own list, and the figures for the last line of the whole run beside it.
const { mkdirSync, writeFileSync } = require("node:fs");
const { dirname } = require("node:path");
const { reporters } = require("mocha");

// Coverage is that of this process, which has begun already: every process that a test starts would write a megabyte of its own,
// of bundles that are not counted.
delete process.env.NODE_V8_COVERAGE;

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { output } = options.reporterOptions;
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      mkdirSync(dirname(output), { recursive: true });
      writeFileSync(output, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
};
