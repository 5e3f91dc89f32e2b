// The parts of dom.js that need no page. Run: node --test tests/js/
import assert from "node:assert/strict";
import test from "node:test";

await import("../../src/policybook/theme/static/dom.js");
const { ANSWERS, OWN, called, entry, goesOn, listed, parsed, placeOf, store } = globalThis.policybookDom;

test("every entry is kept under a name of the handbook's own", () => {
  assert.equal(ANSWERS, "policybook/answer/");
  assert.ok(ANSWERS.startsWith(OWN));
});

test("a text that is no JSON holds nothing", () => {
  assert.deepEqual(parsed('{"a":[1]}'), { a: [1] });
  for (const text of [null, undefined, "", "{", "undefined"]) assert.equal(parsed(text), null, String(text));
});

test("an answer is read with the fingerprint of its question, or not at all", () => {
  assert.deepEqual(entry('{"fingerprint":"now","answer":"a c","more":1}'), { answer: "a c", fingerprint: "now" });
  for (const text of [null, "", "{", "7", "null", "[]", '"a"', '{"answer":"a"}', '{"fingerprint":"now"}', '{"fingerprint":1,"answer":"a"}', '{"fingerprint":"now","answer":["a"]}']) {
    assert.equal(entry(text), null, String(text));
  }
});

test("what is listed has a space before it, and its mark between", () => {
  assert.deepEqual(listed([], ", "), []);
  assert.deepEqual(listed(["one", "two", "three"], "; "), [" ", "one", "; ", "two", "; ", "three"]);
});

test("a question is called by its number alone", () => {
  const root = (textContent) => ({ querySelector: () => (textContent === null ? null : { textContent }) });
  assert.deepEqual(["Decision 3 of 13.", "Question 12.", "Putting it right."].map((one) => called(root(one))), ["Decision 3", "Question 12", "Putting it right"]);
  assert.equal(called(root(null)), "This question");
});

test("somebody goes on at the first that they have not come to, and then at what is not right", () => {
  const right = "right", missed = "not-yet";
  assert.equal(goesOn([]), -1);
  assert.equal(goesOn(["", "", ""]), 0);
  assert.equal(goesOn([right, missed, ""]), 2);
  assert.equal(goesOn(["", right, ""]), 2);
  assert.equal(goesOn(["", missed, right]), 0);
  assert.equal(goesOn([right, "stale", right]), 1);
  assert.equal(goesOn([right, right]), -1);
});

test("a place is read whole, and leads nowhere but to a path, or not at all", () => {
  const place = { page: "book/induction/guard", id: "a-fall", called: "Decision 1 of 3", title: "Lifeguards", asked: ["a-fall"] };
  assert.deepEqual(placeOf(JSON.stringify({ ...place, more: 1 })), place);
  const poor = [{ page: "../x" }, { page: "https://example.org/book/induction/guard" }, { page: 7 }, { id: "x y" }, { id: null }, { called: 1 }, { title: null }, { asked: "a-fall" }];
  for (const part of poor) assert.equal(placeOf(JSON.stringify({ ...place, ...part })), null, JSON.stringify(part));
  for (const text of [null, "", "{", "null", "[]", "7"]) assert.equal(placeOf(text), null, String(text));
});

test("where nothing can be kept nothing fails, and it is known", () => {
  assert.equal(store.keeps, true);
  // As a browser refuses where its owner has said so.
  Object.defineProperty(globalThis, "localStorage", { get() { throw new DOMException("refused", "SecurityError"); } });
  assert.equal(store.get("x"), null);
  assert.equal(store.keeps, false);
  store.set("x", "1");
  store.remove("x");
  store.clear(OWN);
});
