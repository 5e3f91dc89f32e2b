// The part of may.js that needs no page, on a table made by hand. Run: node --test tests/js/
import assert from "node:assert/strict";
import test from "node:test";

await import("../../src/policybook/theme/static/words.js");
await import("../../src/policybook/theme/static/may.js");
const { answer, told, turns, unknown, objects, fitting } = globalThis.policybookMay;

const says = (headline) => [headline, "should", "a-rule", "", ""];
// A teacher may write to a teacher, asks before a parent, and not to a pupil; where it is agreed, each is a step milder.
const table = {
  people: { teacher: "a teacher", parent: "a parent", pupil: "a pupil" },
  things: { agreed: ["it is agreed", "Is it agreed?", []], late: ["it is late", "Is it late?", []], "by-letter": ["it is agreed by letter", "", ["agreed"]] },
  acts: { message: [0, "message", "people"], show: [0, "show", "things"], "tell": [0, "tell", "recipients"], rest: [0, "rest", ""] },
  parts: ["011", "012", "101", "0"],
  rows: [[0, 1, 2, [0, 1, 2, 0, 0, 0]], [0, 3, 2, [3, 3]]],
  cells: [[0, 0], [1, 0], [2, 1], [-1, 3]],
  said: [says("yes"), says("ask"), says("no"), ["Tell", "Tell the Headteacher."]],
  duties: [1],
};
const asked = (who, whom, ...given) => ({ who, act: "message", whom, given });
const headline = (...one) => answer(table, asked(...one))?.[0];

test("what may be done depends on who, on whom and on what is given", () => {
  assert.deepEqual(["teacher", "parent", "pupil"].map((whom) => headline("teacher", whom)), ["yes", "ask", "no"]);
  assert.deepEqual(["teacher", "parent", "pupil"].map((whom) => headline("parent", whom)), ["yes", "yes", "yes"]);
  assert.deepEqual(["agreed", "late", "by-letter"].map((fact) => headline("teacher", "pupil", fact)), ["ask", "no", "ask"]);
  assert.equal(headline("teacher", "parent", "agreed"), "yes");
});

test("two circumstances of one kind are one", () => {
  assert.equal(headline("teacher", "pupil", "agreed", "by-letter"), "ask");
});

test("what the table does not have is never answered", () => {
  assert.equal(answer(table, { who: "teacher", act: "dance", whom: "pupil", given: [] }), null);
  assert.equal(unknown(table, asked("teacher", "pupil", "late")), "");
  assert.equal(unknown(table, asked("nobody", "pupil")), "nobody");
  assert.equal(unknown(table, { who: "teacher", act: "dance", whom: "pupil", given: [] }), "dance");
  assert.equal(unknown(table, asked("teacher", "stranger")), "stranger");
  assert.equal(unknown(table, asked("teacher", "pupil", "snow")), "snow");
  assert.equal(unknown(table, asked("teacher", "pupil", "agreed", "late", "by-letter")), "by-letter");
});

test("whom to tell is said wherever the circumstances ask for it, and nowhere else", () => {
  assert.deepEqual(told(table, asked("teacher", "pupil")), []);
  assert.deepEqual(told(table, asked("teacher", "pupil", "agreed")), [["Tell", "Tell the Headteacher."]]);
});

test("a circumstance is asked about where it turns the answer", () => {
  assert.deepEqual(turns(table, asked("teacher", "pupil")).map(({ fact, says }) => [fact, says]), [["agreed", "ask"]]);
  assert.deepEqual(turns(table, asked("teacher", "teacher")), []);
  assert.deepEqual(turns(table, asked("teacher", "pupil", "agreed")), []);
});

test("an act is done to what it takes", () => {
  assert.deepEqual(["message", "show", "tell", "rest"].map((act) => objects(table, act)), [
    ["teacher", "parent", "pupil"], ["agreed", "late", "by-letter"], ["", "teacher", "parent", "pupil"], [""],
  ]);
});

test("what is typed offers the questions that fit best, three at most, and none by chance", () => {
  const texts = ["May I message a pupil?", "May I message a parent?", "May I photograph a pupil on a trip?", "May I bring a laptop?", "May I message a pupil of another school?"];
  assert.deepEqual(fitting("photographing pupils", texts)[0], 2);
  assert.equal(fitting("message", texts).length, 3);
  assert.deepEqual(fitting("zebra", texts), []);
  assert.deepEqual(fitting("may I", texts), []);
});
