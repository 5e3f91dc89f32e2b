// The parts of quiz.js that need no page. Run: node --test tests/js/
import assert from "node:assert/strict";
import test from "node:test";

await import("../../src/policybook/theme/static/dom.js");
await import("../../src/policybook/theme/static/quiz.js");
const { LONGEST, written, verdict, kept, summary, criticalOnes } = globalThis.policybookQuiz;

const entry = (answer, fingerprint = "now") => JSON.stringify({ fingerprint, answer });
const question = (number, state, critical = false) => ({ called: `Question ${number}`, state, critical });

test("an answer is written in the order of the alphabet, however it was put together", () => {
  assert.equal(written(["c", "a"]), "a c");
  assert.equal(written(["b"]), "b");
  assert.equal(written([]), "");
});

test("an answer is written as it was put where order counts", () => {
  assert.equal(written(["c", "a"], true), "c a");
});

test("writing an answer leaves the letters as they were", () => {
  const letters = ["c", "a"];
  written(letters);
  assert.deepEqual(letters, ["c", "a"]);
});

test("an answer is right when it is one of those that are, and never otherwise", () => {
  const right = ["a b", "a c"];
  const answers = ["", "a", "b", "a b", "a c", "b c", "a b c", "b a", "a  b", "ab", "a b;a c"];
  assert.deepEqual(answers.filter((answer) => verdict(answer, right) === "Right."), right);
});

test("what is not right is said to be not yet", () => {
  assert.match(verdict("a", ["b"], true), /^Not yet\. .*try another/);
  assert.match(verdict("a", ["a b"]), /^Not yet\. .*something is missing/);
  assert.match(verdict("a c", ["a b"]), /^Not yet\. .*does not belong/);
  assert.match(verdict("b c", ["a b", "a c"]), /^Not yet\. .*not all of them together/);
  assert.match(verdict("b a", ["a b"]), /^Not yet\. .*in another order/);
});

test("what is said of a wrong answer names no letter", () => {
  for (const answer of ["a", "a c", "b c", "b a", "d"]) {
    assert.doesNotMatch(verdict(answer, ["a b"]), /\b[A-Db-d]\b/);
  }
});

test("what was kept is found again", () => {
  assert.deepEqual(kept(entry("a c"), "now", ["a", "b", "c"]), { answer: "a c", problem: "" });
  assert.deepEqual(kept(null, "now", ["a"]), { answer: "", problem: "" });
});

test("an answer to a question that has changed since is stale", () => {
  assert.deepEqual(kept(entry("a", "before"), "now", ["a"]), { answer: "", problem: "stale" });
});

test("what is not an answer to this question is not read", () => {
  const rubbish = [
    "", " ", "null", "true", "7", "[]", "{}", '"a"', "{", '{"fingerprint":"now"}', '{"answer":"a"}',
    '{"fingerprint":1,"answer":"a"}', '{"fingerprint":"now","answer":["a"]}', '{"__proto__":{"answer":"a","fingerprint":"now"}}',
    entry("z"), entry(""), entry("a a"), entry("a,b"), entry("A"), entry("a "), entry("<b>a</b>"),
  ];
  for (const text of rubbish) {
    assert.deepEqual(kept(text, "now", ["a", "b"]), { answer: "", problem: "unreadable" }, text);
  }
});

test("what is too long is not even looked at", () => {
  const long = `${" ".repeat(LONGEST)}${entry("a")}`;
  assert.deepEqual(kept(long, "now", ["a"]), { answer: "", problem: "unreadable" });
});

test("the result is plain", () => {
  const states = (...all) => summary(all.map((state, at) => question(at + 1, state)));
  assert.equal(states("right", "right", "not-yet", "right", "right"), "4 of 5 right; one to look at again.");
  assert.equal(states("right"), "1 of 1 right.");
  assert.equal(states("", ""), "0 of 2 right; two not answered yet.");
  assert.equal(states("right", "not-yet", ""), "1 of 3 right; one to look at again; one not answered yet.");
  assert.equal(states(...Array(12).fill("not-yet")), "0 of 12 right; 12 to look at again.");
});

test("safety-critical questions are never averaged away", () => {
  const many = Array.from({ length: 20 }, (_, at) => question(at, "right"));
  assert.equal(criticalOnes(many), "");
  assert.match(criticalOnes([...many, question(21, "not-yet", true)]), /Still to be got right:$/);
  assert.match(criticalOnes([...many, question(21, "", true)]), /Still to be got right:$/);
  assert.match(criticalOnes([question(1, "not-yet"), question(2, "right", true)]), /^Every safety-critical question is right/);
});
