// A story: what follows an answer is said with it, and a side decision is shown to those who come to it.
//
// Without this script what follows stands under each answer, or in a fold below, and side decisions say whom they
// are for. quiz.js marks; this is loaded before it, and hears of every answer, those that were kept included.
(() => {
  "use strict";

  /** @typedef {{letters: string[], isRight: boolean, own: string[]}} Answer */

  /**
   * Which of the page's own folds follows an answer; "" where each poor letter has its own words beside it.
   * @param {Answer} answer  `own` holds the letters that have words of their own
   */
  const foldOf = ({ letters, isRight, own }) => {
    if (isRight) return "right";
    return letters.some((letter) => own.includes(letter)) ? "" : "otherwise";
  };

  Object.assign(globalThis, { policybookStory: { foldOf } });
  if (!("document" in globalThis)) return;
  const { all, make } = policybookDom;

  /** What follows each kind of answer, taken out of the page until it is given. @type {Map<Element, Map<string, Node[]>>} */
  const kept = new Map();
  /** @type {Map<Element, string[]>} */
  const owners = new Map();
  /** @type {Set<HTMLElement>} */
  const aside = new Set();

  /** The scene of a decision: the outermost section below the page's title. @param {Element} root */
  const sceneOf = (root) => /** @type {HTMLElement | null} */ (root.closest("section section:not(section section section)"));
  /** @param {HTMLElement} scene @param {boolean} hidden */
  const hide = (scene, hidden) => {
    scene.hidden = hidden;
    for (const link of document.querySelectorAll(`.pb-toc a[href="#${CSS.escape(scene.id)}"]`)) {
      const item = link.closest("li");
      if (item) item.hidden = hidden;
    }
  };

  for (const root of all("fieldset.pb-question")) {
    owners.set(root, all("[data-letter]", root)
      .filter((option) => option.querySelector(".pb-follows"))
      .map((option) => option.dataset.letter ?? ""));
    if (root.dataset.right) {
      kept.set(root, new Map(all("details[data-follows]", root).map((fold) => {
        const summary = fold.querySelector("summary");
        summary?.replaceWith(make("p", { className: "pb-follows-title" }, make("strong", {}, summary.textContent ?? "")));
        fold.remove();
        return [fold.dataset.follows ?? "", [...fold.childNodes]];
      })));
    }
    const scene = "aside" in root.dataset ? sceneOf(root) : null;
    if (scene) {
      aside.add(scene);
      hide(scene, true);
    }
  }

  document.addEventListener("policybook:marked", (event) => {
    const { letters, isRight, result } = /** @type {CustomEvent} */ (event).detail;
    const root = /** @type {HTMLElement} */ (event.target);
    const fold = foldOf({ letters, isRight, own: owners.get(root) ?? [] });
    const words = kept.get(root)?.get(fold);
    if (words) result.append(make("div", { className: "pb-follows" }, ...words));
    // Whoever answered a side decision has come to it.
    const here = sceneOf(root);
    if (here) hide(here, false);
    for (const link of result.querySelectorAll(".pb-onward a")) {
      const next = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (next) hide(next, false);
    }
  });
  document.addEventListener("policybook:erased", () => aside.forEach((scene) => hide(scene, true)));
  // A link from elsewhere to a side decision shows it.
  const come = () => {
    const at = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    const scene = at ? [...aside].find((one) => one.contains(at)) : null;
    if (scene?.hidden) {
      hide(scene, false);
      at?.scrollIntoView();
    }
  };
  addEventListener("hashchange", come);
  come();
})();
