// The part of story.js that needs no page. Run: node --test tests/js/
import assert from "node:assert/strict";
import test from "node:test";

await import("../../src/policybook/theme/static/story.js");
const { foldOf } = globalThis.policybookStory;

test("what follows a right answer is what happens then, whatever the letters have", () => {
  assert.equal(foldOf({ letters: ["c"], isRight: true, own: ["a", "b"] }), "right");
  assert.equal(foldOf({ letters: ["a", "b"], isRight: true, own: [] }), "right");
});

test("a poor letter that has words of its own brings no others", () => {
  assert.equal(foldOf({ letters: ["a"], isRight: false, own: ["a", "b"] }), "");
  assert.equal(foldOf({ letters: ["c", "b"], isRight: false, own: ["a", "b"] }), "");
});

test("any other poor answer has the words for those", () => {
  assert.equal(foldOf({ letters: ["a"], isRight: false, own: [] }), "otherwise");
  assert.equal(foldOf({ letters: ["c", "d"], isRight: false, own: ["a", "b"] }), "otherwise");
});
