import tseslint from "typescript-eslint";

const noClock = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "Take the time as an argument: core/ has no clock.",
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: "Take the time as an argument: core/ has no clock.",
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: "Take chance as an argument: core/ has no dice.",
  },
];
const noDefaultExport = { selector: "ExportDefaultDeclaration", message: "Use a named export." };
const noCast = {
  selector: "TSAsExpression:not([typeAnnotation.typeName.name='const'])",
  message: "`as` only where the wire is read (read-*.ts), and for brands.",
};
const globalsOutOfCore = [
  "process",
  "console",
  "fetch",
  "setTimeout",
  "setInterval",
  "window",
  "document",
  "crypto",
  "Buffer",
];

const sizes = (functionLines, fileLines) => ({
  "max-lines-per-function": ["error", { max: functionLines, skipComments: true, skipBlankLines: true }],
  "max-lines": ["error", { max: fileLines, skipComments: false, skipBlankLines: false }],
});

export default tseslint.config(
  { ignores: ["dist/**", "coverage/**", ".standin/**", "node_modules/**"] },
  ...tseslint.configs.strictTypeChecked,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ["*.mjs", "*.cjs", ".dependency-cruiser.cjs", "scripts/*.cjs", "docs/*.mjs"],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      ...sizes(40, 250),
      "max-params": ["error", 4],
      "max-depth": ["error", 3],
      complexity: ["error", 8],
      eqeqeq: "error",
      "no-console": "error",
      "no-restricted-syntax": ["error", noDefaultExport],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["core/**/*.ts", "adapters/**/*.ts", "tasks/**/*.ts", "ui/**/*.{ts,tsx}"],
    ignores: ["**/read-*.ts", "core/model/instant.ts"],
    rules: { "no-restricted-syntax": ["error", noDefaultExport, noCast] },
  },
  {
    files: ["core/**/*.ts"],
    ignores: ["core/model/instant.ts"],
    rules: {
      "no-restricted-syntax": ["error", noDefaultExport, noCast, ...noClock],
      "no-restricted-globals": [
        "error",
        ...globalsOutOfCore.map((name) => ({
          name,
          message: "core/ reaches the world through its arguments only.",
        })),
      ],
    },
  },
  {
    files: ["core/model/read-*.ts"],
    rules: { "no-restricted-syntax": ["error", noDefaultExport, ...noClock] },
  },
  {
    files: ["**/*.tsx"],
    rules: { "max-lines-per-function": ["error", { max: 60, skipComments: true, skipBlankLines: true }] },
  },
  {
    files: ["test/**/*.{ts,tsx}"],
    rules: {
      "max-lines-per-function": ["error", { max: 60, skipComments: true, skipBlankLines: true }],
      "max-lines": ["error", { max: 400 }],
      "@typescript-eslint/no-floating-promises": "off",
    },
  },
  { files: ["standin/worlds/**/*.ts"], rules: { "max-lines": "off", "max-lines-per-function": "off" } },
  { files: ["standin/**/*.ts", "scripts/**", "test/**", "docs/*.mjs"], rules: { "no-console": "off" } },
  { files: ["**/*.{mjs,cjs}"], ...tseslint.configs.disableTypeChecked },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off", "no-undef": "off" } },
  {
    files: ["*.config.mjs", ".dependency-cruiser.cjs"],
    rules: { "no-restricted-syntax": "off", "no-undef": "off", "max-lines": "off" },
  },
);
