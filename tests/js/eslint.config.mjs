// The scripts of the site run in a browser; their tests run in Node. Nothing that is recommended is switched off.
import js from "@eslint/js";
import globals from "globals";

const sphinx = { DOCUMENTATION_OPTIONS: "readonly", Search: "readonly" };
const ours = { policybookDom: "readonly", policybookRecord: "readonly" };

export default [
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    files: ["src/**/*.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "script", globals: globals.browser },
    rules: { eqeqeq: "error", "no-var": "error", "prefer-const": "error", strict: ["error", "function"] },
  },
  {
    // What dom.js and record-core.js hold is there for each script that is loaded after them.
    files: ["src/**/*.js"],
    ignores: ["src/**/dom.js", "src/**/record-core.js"],
    languageOptions: { globals: ours },
  },
  {
    files: ["src/**/record-core.js"],
    languageOptions: { globals: { policybookDom: "readonly" } },
  },
  {
    files: ["src/**/worker.js"],
    languageOptions: { globals: { BUILD: "readonly" } },
  },
  {
    // It sets a variable for Sphinx's own search to read, which is no module.
    files: ["src/**/search.js"],
    languageOptions: { globals: sphinx },
    rules: { "no-var": "off", "no-unused-vars": ["error", { varsIgnorePattern: "^SPHINX_" }] },
  },
  {
    // Beside Jupyter's own page; these are modules.
    files: ["tools/lite/static/*.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser },
    rules: { eqeqeq: "error", "no-var": "error", "prefer-const": "error" },
  },
  {
    files: ["tests/js/**/*.mjs", "tools/lite/*.mjs"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.node },
  },
];
