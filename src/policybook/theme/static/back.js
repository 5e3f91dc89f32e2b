// What joins a page of questions to the induction: the way back to a reader's path, or to their record, from a
// question that they came to from there; and the way from the end of the page to a record of it.
(() => {
  "use strict";

  const { make } = policybookDom;
  const page = /\/((?:quizzes|scenarios)\/[a-z0-9-]+)\.html$/.exec(location.pathname)?.[1];
  const results = document.querySelector(".pb-results");
  const home = document.documentElement.dataset.content_root;
  if (page && results && home !== undefined) {
    const link = make("a", { href: `${home}book/record.html#path=${page}`, className: "pb-to-record" }, "make a completion record of this page");
    results.append(make("p", {}, "If somebody has asked you for one: ", link));
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
    after?.append(make("a", { href: pathname, className: "pb-back" }, place[1]));
  });
})();
