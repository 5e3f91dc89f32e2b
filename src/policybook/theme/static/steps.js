// One decision at a time, its feedback, then Next: on the pages of quizzes, stories and paths alike. quiz.js asks
// and marks, and story.js says what follows; this shows one of their questions with its scene, and puts the rest
// away where a link or the browser's own search still finds it. Without scripts, and for whoever asks, all stands
// on one page.
(() => {
  "use strict";

  /** @typedef {{box: HTMLElement, root: HTMLElement | null}} Step  the last has no question: it is what comes after */

  const { OWN, REFUSES, all, make, button, goesOn, lacks, lacking, store } = policybookDom;
  const QUESTION = "fieldset.pb-question";
  const ALL = `${OWN}all`;
  const page = document.querySelector("article h1")?.parentElement;
  if (!page?.querySelector(QUESTION)) return;

  // What a page without scripts folds is shown one by one here.
  for (const fold of all("details.pb-more", page).filter((one) => one.querySelector(QUESTION))) {
    fold.firstElementChild?.remove();
    fold.replaceWith(...fold.childNodes);
  }

  // ---- What belongs to which decision

  /** @type {Step[]} */
  const steps = [];
  /** What stands before the next decision. @type {Element[]} */
  let loose = [];
  /** @param {string} words @param {...Element} content */
  const folded = (words, ...content) => make("details", { className: "pb-step-fold" }, make("summary", {}, words), ...content);
  /** @param {Element} within */
  const gather = (within) => {
    for (const block of [...within.children]) {
      const asked = block.matches(QUESTION) ? 1 : block.querySelectorAll(QUESTION).length;
      // How far somebody has come stays in sight.
      if (block.matches("h1, .pb-path")) continue;
      if (asked > 1 || (asked && block.querySelector(".pb-path"))) {
        gather(block);
      } else if (asked) {
        const box = make("div", { className: "pb-step" });
        block.before(box);
        if (steps.length) box.append(...loose);
        else page.querySelector("h1")?.after(...(loose.length ? [folded("Before you begin: you may leave out what is hard to read", ...loose)] : []));
        box.append(block);
        loose = [];
        steps.push({ box, root: box.querySelector(QUESTION) });
      } else if (steps.length && block.querySelector(".pb-working")) {
        steps.at(-1)?.box.append(block);
      } else {
        loose.push(block);
      }
    }
  };
  gather(page);
  const end = make("div", { className: "pb-step" }, ...loose);
  page.append(end);
  steps.push({ box: end, root: null });
  const counted = steps.filter(({ root }) => root && !("aside" in root.dataset));

  // ---- Where somebody is

  let stepping = store.get(ALL) === null;
  /** Of a question of whom to tell, the part that is asked. */
  let part = 0;
  /** @param {Step} step */
  const stateOf = ({ root }) => root?.dataset.state ?? "";
  /** A story has not come to some of them. @param {Step} step */
  const isMet = ({ box }) => !box.querySelector(`:scope > [hidden=""]`);
  /** @param {Node | null | undefined} node */
  const stepWith = (node) => (node ? steps.find(({ box }) => box.contains(node)) : undefined);
  const linked = () => {
    try { return document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return null; }
  };
  /** A story is begun at its beginning, whatever else its questions were asked by. */
  const begun = () => {
    // What is for discussion is never done: it keeps nobody, and nobody has come past it by that.
    const scored = counted.filter(({ root }) => root?.dataset.right);
    const isNew = document.querySelector(".pb-follows") || !scored.some(stateOf);
    const at = isNew ? counted[0] : scored[goesOn(scored.map(stateOf))];
    return at ?? /** @type {Step} */ (steps.at(-1));
  };
  const start = begun();
  let now = stepWith(linked()) ?? start;

  // ---- What is pressed. It goes from one decision to the next with its reader.

  const count = make("strong");
  const way = make("span", { className: "pb-way", "aria-hidden": "true" });
  const whole = button("", () => {
    stepping = !stepping;
    if (stepping) store.remove(ALL);
    else store.set(ALL, "yes");
    now = stepping ? begun() : now;
    apply();
    whole.focus();
  });
  const bar = make("div", { className: "pb-bar" }, count, way, whole);
  const scene = button("The scene again", () => {
    now.box.classList.remove("pb-folded");
    arrive(now.box);
  });
  const next = button("Next", () => go(onward().to));
  const retry = button("Try again", () => again()?.click());
  const foot = make("div", { className: "pb-foot" }, retry, next);
  const back = button("Back", () => {
    part -= 1;
    if (part >= 0 && parts().length) show();
    else go(before());
  });
  const leave = button("Leave this one for now", () => go(onward().to));
  const clear = button("Clear this answer", () => again()?.click());
  const unkept = make("p", {}, `${REFUSES}, so finish before you leave this page.`);
  const others = make("div", { className: "pb-foot-more" }, back, scene, leave, clear, unkept);

  const again = () => /** @type {HTMLButtonElement | undefined} */ (now.root?.querySelector(".pb-buttons .pb-quiet") ?? undefined);
  const result = () => now.root?.querySelector(".pb-result");
  const isSaid = () => Boolean(stateOf(now) && result()?.firstChild);
  const parts = () => (now.root && !isSaid() ? all(":scope > .pb-part", now.root) : []);
  /** Where an answer leads: a story says so itself; what is right already is passed by. */
  const onward = () => {
    const link = /** @type {HTMLAnchorElement | undefined} */ ([...result()?.querySelectorAll(".pb-onward a") ?? []].at(-1));
    const leads = stepWith(link && document.getElementById(decodeURIComponent(link.hash.slice(1))));
    // Whoever has put something right need not do so twice.
    const told = leads && stateOf(leads) === "right" && stateOf(now) === "not-yet" ? undefined : leads;
    const after = steps.slice(steps.indexOf(now) + 1);
    const next = after.find((step) => isMet(step) && stateOf(step) !== "right" && !(step.root && "aside" in step.root.dataset));
    return { told, to: told ?? next };
  };
  const before = () => steps.slice(0, steps.indexOf(now)).findLast(isMet);

  /** @param {Step | undefined} to */
  const go = (to) => {
    if (!to) return;
    const id = to.box.querySelector("section[id], [id]:is(fieldset, h2)")?.id;
    if (id) history.pushState(null, "", `#${id}`);
    turn(to);
    arrive(to.box);
  };
  /** @param {Step} to */
  const turn = (to) => {
    now = to;
    part = 0;
    to.box.classList.remove("pb-folded");
    apply();
  };
  /** Moves to the first words of what has come: they are read out, once. @param {Element} within */
  const arrive = (within) => {
    const words = /** @type {HTMLElement | null} */ (within.querySelector("h2, h3, legend"));
    words?.setAttribute("tabindex", "-1");
    words?.focus({ preventScroll: true });
    now.box.scrollIntoView({ behavior: "instant" });
  };
  /** Says what can be pressed, as the answer stands. */
  const show = () => {
    const { root } = now;
    const at = counted.indexOf(now) + 1;
    count.textContent = at ? `${at} of ${counted.length}` : (root ? root.querySelector("legend strong")?.textContent ?? "" : "The end");
    way.hidden = !at && Boolean(root);
    way.style.setProperty("--pb-way", `${(100 * (root ? at : counted.length)) / counted.length}%`);
    const said = isSaid();
    now.box.classList.toggle("pb-said", said);
    if (!said) now.box.classList.remove("pb-folded");
    if (!root) return;
    const asked = parts();
    all(":scope > .pb-part", root).forEach((one) => { one.hidden = stepping && asked.length > 0 && one !== asked[part]; });
    const check = root.querySelector("[type=submit]");
    if (check) check.textContent = stepping && part < asked.length - 1 ? "Next" : "Check my answer";
    const missed = stateOf(now) === "not-yet";
    const leads = Boolean(onward().told);
    retry.hidden = !missed;
    retry.classList.toggle("pb-quiet", leads);
    next.classList.toggle("pb-quiet", missed && !leads);
    foot.hidden = Boolean(check) && !said;
    leave.hidden = !foot.hidden;
    clear.hidden = !said || missed;
    scene.hidden = !now.box.classList.contains("pb-folded");
    back.hidden = !part && !before();
    unkept.hidden = store.keeps;
  };
  /** What is first seen is made ready: quiz.js makes a form of it. @param {Step} step */
  const comes = ({ root }) => {
    const from = root?.dataset.right ? all(":scope > .pb-status, :scope > .pb-working", root) : [];
    if (from.length) root?.append(folded("Where this comes from", ...from));
    root?.dispatchEvent(new Event("policybook:shown", { bubbles: true }));
  };
  /** Puts away what is not asked now, or nothing. */
  const apply = () => {
    document.documentElement.classList.toggle("pb-stepping", stepping);
    for (const step of steps) {
      if (stepping && step !== now) {
        step.box.setAttribute("hidden", "until-found");
      } else {
        step.box.removeAttribute("hidden");
        comes(step);
      }
    }
    all(".pb-step-fold", page).forEach((fold) => fold.toggleAttribute("open", !stepping));
    whole.textContent = stepping ? "All on one page" : "One at a time";
    if (stepping) now.box.prepend(bar);
    else page.querySelector("h1")?.after(bar);
    foot.remove();
    others.remove();
    if (stepping && now.root) {
      (now.root.querySelector(".pb-next-one") ?? now.root.lastElementChild)?.after(foot, others);
    } else if (stepping) {
      now.box.append(others);
      leave.hidden = clear.hidden = scene.hidden = true;
    }
    show();
  };

  // ---- What happens elsewhere

  document.addEventListener("submit", (event) => {
    const asked = stepping && now.root && event.target === now.root.parentElement ? parts() : [];
    const here = asked[part];
    if (!here || part === asked.length - 1) return;
    event.preventDefault();
    event.stopPropagation();
    const problem = lacks(here);
    const said = /** @type {HTMLElement | null} */ (result());
    said?.replaceChildren(problem && lacking(problem));
    if (problem) {
      here.setAttribute("aria-describedby", said?.id ?? "");
      said?.focus();
    } else {
      part += 1;
      show();
      arrive(asked[part] ?? here);
    }
  }, true);
  document.addEventListener("submit", () => {
    if (!stepping || !isSaid()) return;
    now.box.classList.add("pb-folded");
    show();
    now.box.scrollIntoView({ behavior: "instant" });
  });
  document.addEventListener("change", () => show());
  document.addEventListener("policybook:changed", () => show());
  document.addEventListener("policybook:come", (event) => {
    const step = stepWith(/** @type {Node} */ (event.target));
    if (!step || !stepping) return;
    part = 0;
    if (step === now) show();
    else go(step);
  });
  // The browser's own search, or a link to a text, has found something that was put away.
  document.addEventListener("beforematch", (event) => {
    turn(stepWith(/** @type {Node} */ (event.target)) ?? now);
  });
  addEventListener("hashchange", () => {
    if (!stepping) return;
    const at = linked();
    const step = at ? stepWith(at) : start;
    if (!step) return;
    turn(step);
    arrive(step.box);
  });

  apply();
  document.documentElement.classList.add("pb-ready");
  if (stepping && linked() && now.box.contains(linked())) arrive(now.box);
})();
