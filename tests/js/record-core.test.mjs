// The parts of record-core.js that need no page. That Python makes the same records: tests/test_record_in_js.py.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";

await import("../../src/policybook/theme/static/dom.js");
await import("../../src/policybook/theme/static/record-core.js");
const { LONGEST, cleaned, canonical, sha256, codeOf, stateOf, make, fileName, done, since } = globalThis.policybookRecord;

const decision = (id, changes = {}) => ({ id, fingerprint: "0123456789ab", right: ["b", "a c"], critical: false, clauses: ["one"], ...changes });
const kept = (answer, fingerprint = "0123456789ab") => JSON.stringify({ answer, fingerprint });
const facts = { name: " Ada ", role: "Teacher", reader: "teacher", path: "core", edition: { name: "2019.1.0", fingerprint: "f".repeat(64) }, date: "2020-02-03" };

test("the digest is SHA-256, for every length that a block may have", () => {
  const texts = Array.from({ length: 300 }, (_, length) => `${"é".repeat(length % 5)}${"a".repeat(length)}`);
  for (const text of [...texts, "👩🏽‍🏫", "\u0000", "x".repeat(100_000)]) {
    assert.equal(sha256(text), createHash("sha256").update(text).digest("hex"), text.slice(0, 20));
  }
  assert.equal(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("a name is one line without what does not show", () => {
  assert.equal(cleaned(" \tAda\r\n Example\u00a0\u2028x "), "Ada Example x");
  assert.equal(cleaned("\u202eAda\u2066\u200f\u200b\ufeff\u0000\ud800"), "Ada");
  assert.equal([...cleaned("😀".repeat(500))].length, LONGEST);
  assert.equal(cleaned("👩🏽‍🏫"), "👩🏽‍🏫");
});

test("the canonical text is sorted, and leaves the digest out", () => {
  assert.equal(canonical({ b: { z: "é", a: '"' }, a: "1", digest: "x" }), '{"a":"1","b":{"a":"\\"","z":"é"}}');
});

test("an answer is right, not yet, stale or none", () => {
  const one = decision("one");
  assert.deepEqual(stateOf(kept("b"), one), { state: "right", answer: "b" });
  assert.deepEqual(stateOf(kept("a c"), one), { state: "right", answer: "a c" });
  assert.deepEqual(stateOf(kept("a"), one), { state: "not-yet", answer: "a" });
  assert.deepEqual(stateOf(kept("b", "before"), one), { state: "stale", answer: "" });
  for (const rubbish of [null, undefined, "", "{", "7", "[]", "null", '{"answer":"b"}', kept(""), kept("a  c"), kept("<b>"), kept("A")]) {
    assert.deepEqual(stateOf(rubbish, one), { state: "", answer: "" }, String(rubbish));
  }
});

test("a record holds what is answered, whether right or not, and the clauses of the whole path", () => {
  const found = { one: kept("b"), two: kept("a"), three: kept("b", "before") };
  const decisions = [decision("two", { clauses: ["two"] }), decision("one"), decision("three"), decision("four")];
  const { record, text } = make(facts, decisions, { one: "a".repeat(12), two: "b".repeat(12) }, (id) => found[id] ?? null);
  assert.deepEqual(Object.keys(record.answers), ["one", "two"]);
  assert.deepEqual(record.clauses, { one: "a".repeat(12), two: "b".repeat(12) });
  assert.equal(record.name, "Ada");
  assert.equal(record.digest, sha256(canonical(record)));
  assert.deepEqual(JSON.parse(text), record);
  assert.match(fileName(record), /^record-core-teacher-2020-02-03-[0-9a-f]{6}\.json$/);
  assert.doesNotMatch(fileName(record), /ada/i);
});

test("what has changed since: a question, a clause that decides one, and a decision that is new", () => {
  const then = { edition: facts.edition, path: "core", reader: "teacher", date: "2020-02-03", questions: { one: "0123456789ab", two: "before" }, clauses: { one: "x", two: "y", gone: "z" } };
  const decisions = [decision("one"), decision("two", { clauses: [] }), decision("new", { clauses: [] })];
  assert.deepEqual(since(then, decisions, { one: "x", two: "y", gone: "z" }), { changed: [], again: ["two", "new"] });
  assert.deepEqual(since(then, decisions, { one: "!", two: "y" }), { changed: ["gone", "one"], again: ["one", "two", "new"] });
});

test("what is remembered of a record is read only if it is whole", () => {
  const whole = { edition: facts.edition, path: "core", reader: "teacher", date: "2020-02-03", questions: { one: "0" }, clauses: {} };
  assert.deepEqual(done(JSON.stringify(whole)), whole);
  for (const rubbish of [null, "", "{", "[]", "7", "{}", JSON.stringify({ ...whole, clauses: { one: 1 } }), JSON.stringify({ ...whole, questions: null }), JSON.stringify({ ...whole, edition: "x" })]) {
    assert.equal(done(rubbish), null, String(rubbish));
  }
});

test("a code can be compared by a person", () => {
  assert.equal(codeOf("3f2a9c1b07de55"), "3f2a-9c1b-07de");
});
