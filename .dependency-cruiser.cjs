// Who may import whom. `npm run check` proves each rule with a deliberate violation (scripts/rules.ts).
const npm = "^node_modules";
const node = `^(node:|(${require("node:module").builtinModules.join("|")})$)`;
const rule = (name, from, to, comment) => ({ name, comment, severity: "error", from, to });

/** Everything that is not in `allowed` is forbidden to files of `path`. */
const only = (name, path, allowed, comment) =>
  rule(
    name,
    { path: path.from ?? path, ...(path.not ? { pathNot: path.not } : {}) },
    { pathNot: allowed },
    comment,
  );

module.exports = {
  forbidden: [
    only("model-is-pure", "^core/model/", ["^core/model/"], "core/model imports nothing but core/model."),
    only(
      "core-knows-no-host",
      { from: "^core/", not: "^core/model/" },
      ["^core/"],
      "Acts, ports and failures import core only.",
    ),
    only(
      "azure-devops-runs-everywhere",
      "^adapters/azure-devops/",
      ["^core/", "^adapters/azure-devops/"],
      "It runs in Node and in the browser: core and itself only.",
    ),
    only("entra", "^adapters/entra/", ["^core/", "^adapters/(entra|targets/shared)/", npm, node]),
    only("targets-shared", "^adapters/targets/shared/", [
      "^core/",
      "^adapters/targets/shared/",
      // What signing in refuses is told like what a target refuses.
      "^adapters/entra/token-refused\\.ts$",
      npm,
      node,
    ]),
    only(
      "targets-are-apart",
      "^adapters/targets/(?!shared/)([^/]+)/",
      ["^core/", "^adapters/entra/", "^adapters/targets/shared/", "^adapters/targets/$1/", npm, node],
      "A target knows no other target.",
    ),
    only("tasks-shared", "^tasks/shared/", ["^core/", "^adapters/", "^tasks/shared/", npm, node]),
    only(
      "tasks-are-apart",
      "^tasks/(?!shared/)([^/]+)/",
      ["^core/", "^adapters/", "^tasks/shared/", "^tasks/$1/", npm, node],
      "A task knows no other task, no hub, no stand-in.",
    ),
    only("ui-shared", "^ui/shared/", ["^core/", "^adapters/azure-devops/", "^ui/shared/", npm]),
    only("ui-main", "^ui/main\\.tsx$", ["^core/", "^adapters/azure-devops/", "^ui/", npm]),
    only(
      "views-are-apart",
      "^ui/(?!shared/)([^/]+)/",
      ["^core/", "^adapters/azure-devops/", "^ui/shared/", "^ui/$1/", npm],
      "A view knows no other view, no task, no Node, no stand-in.",
    ),
    rule(
      "views-only-draw",
      { path: "^ui/.*-view\\.tsx$" },
      { path: ["^core/(acts|ports|failure)", "^adapters/"] },
      "A view draws what its model decided.",
    ),
    only(
      "stand-in-knows-no-product",
      "^standin/",
      ["^core/model/", "^standin/", npm, node],
      "The stand-in speaks HTTP, not our code.",
    ),
    rule(
      "nobody-imports-tests",
      { path: "^(core|adapters|tasks|ui|standin)/" },
      { path: "^(test|scripts)/" },
    ),
    // Types that name each other are one idea in two files; code that calls in a circle is none.
    rule("no-cycles", {}, { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } }),
    rule("resolvable", {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
