// What is published of MiniSearch is what the lock file names, and nobody has touched it. Run: node --test tests/js/
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("the library on the search page is the package's own file, with its licence", () => {
  assert.equal(read("src/policybook/theme/static/minisearch.js"), read("node_modules/minisearch/dist/umd/index.js"));
  assert.equal(read("src/policybook/theme/static/minisearch.LICENSE.txt"), read("node_modules/minisearch/LICENSE.txt"));
  const { packages } = JSON.parse(read("package-lock.json"));
  assert.equal(JSON.parse(read("node_modules/minisearch/package.json")).version, packages["node_modules/minisearch"].version);
});
