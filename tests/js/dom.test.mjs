// The parts of dom.js that need no page. Run: node --test tests/js/
import assert from "node:assert/strict";
import test from "node:test";

await import("../../src/policybook/theme/static/dom.js");
const { ANSWERS, OWN, entry, listed, parsed, store } = globalThis.policybookDom;

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
