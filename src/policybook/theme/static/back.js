// What joins a page of questions to the induction: the way back to a reader's path, or to their record, from a
// question that they came to from there; and the way from the end of the page to a record of it.
(() => {
  "use strict";

  /** @param {string} href @param {string} words @param {string} className */
  const link = (href, words, className) => Object.assign(document.createElement("a"), { href, className, textContent: words });

  const page = /\/((?:quizzes|scenarios)\/[a-z0-9-]+)\.html$/.exec(location.pathname)?.[1];
  const results = document.querySelector(".pb-results");
  const home = document.documentElement.dataset.content_root;
  if (page && results && home !== undefined) {
    const line = document.createElement("p");
    line.append("If somebody has asked you for one: ", link(`${home}book/record.html#path=${page}`, "make a completion record of this page", "pb-to-record"));
    results.append(line);
  }

  /** @type {[RegExp, string][]} */
  const PLACES = [[/\/book\/induction\/[a-z-]+\.html$/, "Back to your path"], [/\/book\/record\.html$/, "Back to your completion record"]];
  /** @type {URL | null} */
  let from = null;
  try { from = new URL(document.referrer); } catch { /* they came from nowhere, or from a disk */ }
  const place = from?.origin === location.origin ? PLACES.find(([path]) => path.test(from.pathname)) : undefined;
  const { pathname } = from ?? {};
  if (!place || !pathname) return;
  // After quiz.js has said what it makes of the answer: it listens nearer to the question.
  document.addEventListener("submit", (event) => {
    const after = /** @type {HTMLElement} */ (event.target).querySelector(".pb-next-one");
    after?.append(link(pathname, place[1], "pb-back"));
  });
})();
