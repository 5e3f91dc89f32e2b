// Asks the site's own scripts, in a page without a browser, what Python has marked: `python -m tools.marking`.
//
// Standard input holds JSON: scripts by name, and what to try. A try is the HTML of some questions, and for each
// question its answers with what has to be said of them. Each difference is a line of standard error.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { JSDOM, VirtualConsole } from "jsdom";

const STATIC = new URL("../../src/policybook/theme/static/", import.meta.url);
const compiled = new Map();

/** A script of the site, read once. */
const script = (name) => {
  if (!compiled.has(name)) {
    const path = fileURLToPath(new URL(name, STATIC));
    compiled.set(name, new vm.Script(readFileSync(path, "utf8"), { filename: path }));
  }
  return compiled.get(name);
};

/** A page of the site with these scripts run in it, and what this browser had kept. */
export const open = (html, scripts, kept = {}) => {
  const wrong = [];
  const virtualConsole = new VirtualConsole();
  virtualConsole.on("jsdomError", (error) => wrong.push(String(error.cause?.stack ?? error.stack)));
  const dom = new JSDOM(`<!doctype html><html><body><article role="main">${html}</article></body></html>`, {
    url: "https://handbook.example/page.html", runScripts: "outside-only", virtualConsole,
  });
  const { window } = dom;
  // What jsdom does not have, and no marking rests on.
  window.CSS = { escape: (text) => text.replace(/[^\w-]/g, (sign) => `\\${sign}`) };
  window.Element.prototype.scrollIntoView = () => {};
  window.confirm = () => true;
  for (const [key, text] of Object.entries(kept)) window.localStorage.setItem(key, text);
  for (const name of scripts) script(name).runInContext(dom.getInternalVMContext());
  return { window, document: window.document, wrong, close: () => window.close() };
};

/** Chooses these letters, in this order, and hands the answer in, part by part where it is asked so. */
export const answer = (root, letters) => {
  const { defaultView: window } = root.ownerDocument;
  for (const row of root.querySelectorAll("div.pb-option")) {
    const control = row.querySelector("input, select");
    const at = letters.indexOf(row.dataset.letter);
    if (control.type === "radio" || control.type === "checkbox") control.checked = at >= 0;
    else control.value = String(at + 1 || "");
  }
  for (let part = root.querySelectorAll(":scope > .pb-part").length || 1; part; part -= 1) {
    root.closest("form").dispatchEvent(new window.Event("submit", { bubbles: true, cancelable: true }));
  }
};

/** What a page makes of an answer: how it marked it, what it said first, and what it keeps. */
export const made = (page, root) => {
  const key = `policybook/answer/${root.dataset.question}`;
  return {
    state: root.dataset.state,
    said: root.querySelector(".pb-result").textContent.replace(/\s+/g, " ").trim(),
    kept: JSON.parse(page.window.localStorage.getItem(key) ?? "null"),
  };
};

/** What is wrong with what a page made of an answer; `right` is null where it is none, and has to be said so. */
function* differences({ letters, right }, { state, said, kept }, fingerprint) {
  const called = letters.join(" ") || "nothing";
  const wanted = right === null ? "" : right ? "right" : "not-yet";
  if (state !== wanted) yield `marks ${called} “${state}”, and it is “${wanted}”`;
  if (right === null) {
    if (!said || kept) yield `says “${said.slice(0, 40)}” of ${called}, which is no answer, and keeps ${JSON.stringify(kept)}`;
    return;
  }
  if (said.startsWith("Right.") !== right) yield `says “${said.slice(0, 40)}” of ${called}`;
  if (!right && !said.startsWith("Not yet.")) yield `does not say of ${called} that it is not right yet: “${said.slice(0, 40)}”`;
  const sorted = [...kept?.answer.split(" ") ?? []].sort().join(" ");
  if (sorted !== [...letters].sort().join(" ") || kept.fingerprint !== fingerprint) yield `keeps ${JSON.stringify(kept)} of ${called}`;
  for (const letter of letters) {
    if (!said.includes(`You chose ${letter.toUpperCase()}.`)) yield `does not say that ${letter} was chosen`;
  }
}

/** Tries every answer to one question by itself. */
function* asked({ html, id, fingerprint, answers }) {
  const page = open(html, ["dom.js", "quiz.js"]);
  const root = page.document.querySelector("fieldset");
  // As steps.js does.
  root.dispatchEvent(new page.window.Event("policybook:shown", { bubbles: true }));
  let last;
  for (const one of answers) {
    page.window.localStorage.removeItem(`policybook/answer/${id}`);
    if (one.right === null) root.querySelector(".pb-buttons .pb-quiet").click();
    answer(root, one.letters);
    yield* differences(one, made(page, root), fingerprint);
    const critical = page.document.querySelector(".pb-critical-left").textContent;
    if ("critical" in root.dataset && critical.startsWith("Every safety-critical") !== (one.right === true)) yield `says “${critical}” after ${one.letters.join(" ")}`;
    if (one.right !== null) last = one;
  }
  const kept = page.window.localStorage.getItem(`policybook/answer/${id}`);
  yield* page.wrong;
  page.close();
  // Whoever comes back finds the answer that was kept, and none that was given to other words.
  for (const [text, wanted] of [[kept, last?.right ? "right" : "not-yet"], [kept?.replace(fingerprint, "0".repeat(12)), ""]]) {
    if (!text || answers.at(-1).right === null) continue;
    const again = open(html, ["dom.js", "quiz.js"], { [`policybook/answer/${id}`]: text });
    const { state } = again.document.querySelector("fieldset").dataset;
    if (state !== wanted) yield `comes back to ${text} as “${state}”, and it is “${wanted}”`;
    again.close();
  }
}

/** Some words, without the signs that a page writes otherwise than a file. */
const plain = (text = "") => text.replace(/[^\p{L}\p{N}]+/gu, " ");

/** Goes through a story: what follows each answer, and where it leads. */
function* told({ html, decisions }) {
  const page = open(html, ["dom.js", "story.js", "quiz.js", "steps.js"]);
  const { document } = page;
  for (const { id, place, steps } of decisions) {
    const root = document.querySelector(`fieldset[data-question="${id}"]`);
    root.dispatchEvent(new page.window.Event("policybook:come", { bubbles: true }));
    for (const { letters, right, texts, to } of steps) {
      answer(root, letters);
      if (root.dataset.state !== (right ? "right" : "not-yet")) yield `${place}: “${id}” marks ${letters.join(" ")} “${root.dataset.state}”`;
      const words = plain(root.querySelector(".pb-result").textContent);
      for (const text of texts) if (!words.includes(text)) yield `${place}: “${id}” after ${letters.join(" ")} does not say “${text}”`;
      const links = [...root.querySelectorAll(".pb-result .pb-onward a")].map((link) => link.textContent);
      if (to && plain(links.at(-1)) !== plain(to)) yield `${place}: “${id}” after ${letters.join(" ")} leads to ${links.at(-1)}, and has to lead to ${to}`;
      const { hidden: done } = [...root.querySelectorAll(".pb-foot button")].find((one) => one.textContent === "Try again") ?? {};
      if (done !== right) yield `${place}: “${id}” after ${letters.join(" ")} ${done ? "does not offer" : "offers"} another try`;
      const shown = [...document.querySelectorAll(".pb-step")].filter((step) => !step.hasAttribute("hidden"));
      if (shown.length !== 1 || !shown[0].contains(root)) yield `${place}: “${id}” shows ${shown.length} decisions at once`;
    }
  }
  yield* page.wrong;
  page.close();
}

const main = () => {
  const { questions, stories } = JSON.parse(readFileSync(0, "utf8"));
  const found = [];
  let count = 0;
  for (const question of questions) {
    count += question.answers.length;
    for (const what of asked(question)) found.push(`${question.place}: “${question.id}” ${what}`);
  }
  for (const story of stories) {
    count += story.decisions.flatMap(({ steps }) => steps).length;
    for (const what of told(story)) found.push(what);
  }
  for (const line of found) console.error(line);
  console.log(`${questions.length} questions, ${stories.length} stories, ${count} answers, ${found.length} differences`);
  process.exitCode = found.length ? 1 : 0;
};

main();
