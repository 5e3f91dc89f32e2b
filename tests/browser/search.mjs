// What the search page's own scripts find in the built site, for each text that comes in: test_search.py asks.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , folder] = process.argv;
for (const name of ["words", "minisearch", "search", "search-index", "search-more"]) {
  const script = await import(pathToFileURL(`${folder}/${name}.js`).href);
  if (name === "minisearch") globalThis.MiniSearch = script.default;
}
const { typed, words } = JSON.parse(readFileSync(0, "utf8"));
const { policybookSearch_index: index, policybookSearch_more: more, policybookSearch } = globalThis;
const first = policybookSearch.search([index], words);
const whole = policybookSearch.search([index, more], words);
// As the page does it: the rest is brought where the first part has little.
const find = (text) => [first.find(text)].map((found) => (found.thin ? whole.find(text) : found))[0];
const bare = ({ kind, href, title, sentence }) => ({ kind, href, title, sentence });
console.log(JSON.stringify(typed.map(find).map(({ results, fits, worried }) => ({ results: results.map(bare), fits, worried }))));
