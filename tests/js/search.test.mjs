// The part of search.js that needs no page, on a small list. Run: node --test tests/js/
import assert from "node:assert/strict";
import test from "node:test";

const STATIC = "../../src/policybook/theme/static";
await import(`${STATIC}/words.js`);
globalThis.MiniSearch = (await import(`${STATIC}/minisearch.js`)).default;
await import(`${STATIC}/search.js`);
const { search, SAYS } = globalThis.policybookSearch;

const first = {
  "tell.html": [["card", "A child discloses that something is wrong.", "disclosure", "Tell the lead. Immediately.", "not safe at home"]],
  "images.html": [
    ["clause", "5(a) Indecent images of children", "child-images", "Nothing justifies having them.\nNo circumstances at all justify an adult in possessing them.", ""],
    ["clause", "5(b) Adult pornography", "adult-images", "You must not access it.\nAdults must not use the school's equipment for it.", ""],
  ],
  "may.html": [
    ["may", "May I photograph a pupil?", "photograph", "no child-images", "take a picture"],
    ["may", "May I bring a camera?", "camera", "silent", "own camera"],
  ],
  "guidance.html": [["house", "Never investigate", "never-investigate", "Do not search a device.", ""], ["guidance", "The law on cameras", "law", "Ask the police.", ""]],
};
const rest = { "p1.html": [["proposal", "Cameras on trips", "", "A proposal about a camera.", ""]] };
const words = { same: "photograph photo picture", first: "child scared bully", left: "In doubt, ask first." };
const found = (typed, parts = [first]) => search(parts, words).find(typed);
const titles = (typed, parts) => found(typed, parts).results.map(({ title }) => title);

test("a clause is found by its number, however that is typed, and stands first", () => {
  for (const typed of ["5(b)", "5b", "5 (b)", "clause 5(b)", "Rule 5B"]) assert.equal(titles(typed)[0], "5(b) Adult pornography", typed);
});

test("words that are told first put “Tell somebody” before everything else, with a slip in them too", () => {
  for (const typed of ["a scared child", "child at home", "scard of home"]) {
    assert.equal(found(typed).worried, true, typed);
  }
  assert.equal(titles("child not safe at home, images")[0], "A child discloses that something is wrong.");
  assert.equal(found("camera").worried, false);
});

test("each result says whose words it is", () => {
  const layers = new Map(["5(b)", "5(a)", "never investigate", "law camera", "scared child"].flatMap((typed) => found(typed).results.map(({ kind, layer }) => [kind, layer])));
  assert.match(layers.get("clause"), /^Policy/);
  assert.match(layers.get("house"), /not policy$/);
  assert.match(layers.get("guidance"), /not policy$/);
  assert.equal(layers.get("card"), "Tell somebody");
  assert.match(found("proposal camera", [first, rest]).results[0].layer, /not policy$/);
});

test("a proposal comes last, unless it is asked for", () => {
  assert.equal(titles("camera", [first, rest]).at(-1), "Cameras on trips");
  assert.equal(titles("proposal camera", [first, rest])[0], "Cameras on trips");
});

test("an everyday question says what the policy says, in the words of its clause", () => {
  const { says, text } = found("photograph a pupil").results.find(({ kind }) => kind === "may");
  assert.equal(says, "no");
  assert.equal(SAYS[says][0], "No");
  assert.equal(text, "Nothing justifies having them.");
  const silent = found("bring own camera").results.find(({ href }) => href === "may.html#camera");
  assert.equal(SAYS[silent.says][0], "The policy does not say");
  assert.equal(silent.sentence, words.left);
});

test("what the policy leaves open is never leave", () => {
  assert.deepEqual(Object.values(SAYS).map(([said]) => said), ["Yes", "No", "Ask first", "The policy does not say"]);
});

test("what fits nothing is said to fit nothing, and what means the same is found", () => {
  assert.equal(found("zebra").fits, false);
  assert.deepEqual(titles("zebra"), []);
  assert.equal(titles("photo pupil")[0], "May I photograph a pupil?");
});
