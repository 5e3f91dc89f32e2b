// The page on what is kept: says what this browser keeps now, and erases it.
(() => {
  "use strict";

  const { ANSWERS, OWN, REFUSES, all, make, eraser, store } = policybookDom;
  const [root] = all(".pb-kept");
  if (!root) return;
  /** @type {[string, string][]} */
  const KINDS = [[ANSWERS, "answers to questions"], [`${OWN}missed/`, "questions that took more than one try"], [`${OWN}done/`, "records that it remembers, without your name"],
    [`${OWN}place`, "how far you have come"], [`${OWN}finished`, "which path you have finished"], [`${OWN}all`, "how you like to see questions"], [`${OWN}theme`, "your choice of colours"]];
  const now = make("div", { role: "status" });

  /** @param {string} [first] */
  const show = (first = "") => {
    const names = store.names();
    const kinds = KINDS.map(([prefix, words]) => [names.filter((name) => name.startsWith(prefix)).length, words, prefix.endsWith("/")]);
    const items = kinds.filter(([count]) => count).map(([count, words, many]) => make("li", {}, many ? `${words}: ${count}` : `${words}`));
    const head = store.keeps ? (items.length ? "This browser keeps now:" : "This browser keeps nothing of what you did here.") : `${REFUSES}.`;
    now.replaceChildren(make("p", {}, `${first}${head}`), ...(items.length ? [make("ul", {}, ...items)] : []));
  };
  show();
  root.replaceChildren(now, make("p", { className: "pb-buttons" }, eraser(() => show("It has been erased. "))));
})();
