// The way back to a reader's path, or to their record, from a question that they came to from there.
(() => {
  "use strict";

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
    after?.append(Object.assign(document.createElement("a"), { href: pathname, className: "pb-back" }, { textContent: place[1] }));
  });
})();
