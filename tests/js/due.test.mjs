// The part of due.js that needs no page. Run: node --test tests/js/
import assert from "node:assert/strict";
import test from "node:test";

await import("../../src/policybook/theme/static/due.js");
const { said } = globalThis.policybookDue;

const due = (now) => said("2020-01-15", "15 January 2020", now);

test("a review that is to come says how soon", () => {
  assert.equal(due(new Date(2020, 0, 14, 23, 59)), "The review is due by 15 January 2020, in 1 day.");
  assert.equal(due(new Date(2020, 0, 1)), "The review is due by 15 January 2020, in 14 days.");
  assert.equal(due(new Date(2019, 0, 15)), "The review is due by 15 January 2020, in about 12 months.");
});

test("on the day itself it is due, and not overdue", () => {
  assert.equal(due(new Date(2020, 0, 15, 0, 0)), "The review is due today, 15 January 2020.");
  assert.equal(due(new Date(2020, 0, 15, 23, 59)), "The review is due today, 15 January 2020.");
});

test("from the next day on it is overdue, and says how long", () => {
  assert.equal(due(new Date(2020, 0, 16, 0, 0)), "Overdue: the review was due by 15 January 2020, 1 day ago.");
  assert.equal(due(new Date(2020, 5, 15)), "Overdue: the review was due by 15 January 2020, about 5 months ago.");
  assert.equal(due(new Date(2026, 10, 22)), "Overdue: the review was due by 15 January 2020, more than 6 years ago.");
});
