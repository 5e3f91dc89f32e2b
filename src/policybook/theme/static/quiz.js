// Turns each question into a form. Without this script each answer opens to what the policy makes of it.
//
// It holds no rule of marking: the page says which answers are right (data-right), and an answer is looked up
// there. Answers stay in this browser, an entry for each question, and count while the question is the same
// (data-fingerprint).
(() => {
  "use strict";

  /**
   * @typedef {{answer: string, problem: "" | "stale" | "unreadable"}} Kept
   * @typedef {{called: string, state: "" | "right" | "not-yet", critical: boolean}} Progress
   * @typedef {HTMLInputElement | HTMLSelectElement} Control
   * @typedef {Progress & {
   *   id: string, root: HTMLElement, focus: () => void, clear: () => void, erase: () => void,
   *   offer: (other?: Question) => void
   * }} Question
   */

  // ---- What needs no page: tests/js tries it.

  const { ANSWERS, PLACE, MISSED, FINISHED, IN_JUPYTER, REFUSES, all, make, button, listed, lacks, lacking, called, entry, store } = policybookDom;
  const LONGEST = 1000;
  const NUMBERS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

  /**
   * An answer is its letters with a space between: as they were put where order counts, sorted elsewhere.
   * @param {string[]} letters
   * @param {boolean} [ordered]
   */
  const written = (letters, ordered = false) => (ordered ? [...letters] : [...letters].sort()).join(" ");

  /**
   * What is said first of an answer. What would have been right is not given away.
   * @param {string} answer
   * @param {string[]} right  every right answer
   * @param {boolean} [single]  whether one option is chosen, and no more
   */
  const verdict = (answer, right, single = false) => {
    if (right.includes(answer)) return "Right.";
    if (single) return "Not yet. Read why, and try another.";
    const chosen = answer.split(" ");
    /** @param {string[]} others */
    const within = (others) => chosen.every((letter) => others.includes(letter));
    const sets = right.map((one) => one.split(" "));
    if (sets.some((one) => one.length === chosen.length && within(one))) {
      return "Not yet. These steps are needed, but in another order.";
    }
    if (sets.some(within)) return "Not yet. What you chose belongs, and something is missing.";
    if (within(sets.flat())) return "Not yet. Each of these can belong, but not all of them together.";
    return "Not yet. Something that you chose does not belong.";
  };

  /**
   * What the browser has kept for a question, if it can be trusted.
   * @param {string | null} text
   * @param {string} fingerprint  of the question as it is now
   * @param {string[]} letters  of its options
   * @returns {Kept}
   */
  const kept = (text, fingerprint, letters) => {
    if (text === null) return { answer: "", problem: "" };
    const found = text.length <= LONGEST ? entry(text) : null;
    if (!found) return { answer: "", problem: "unreadable" };
    if (found.fingerprint !== fingerprint) return { answer: "", problem: "stale" };
    const chosen = found.answer.split(" ");
    const known = chosen.every((letter, at) => letters.includes(letter) && chosen.indexOf(letter) === at);
    return known ? { answer: found.answer, problem: "" } : { answer: "", problem: "unreadable" };
  };

  /**
   * The result of a page in plain words.
   * @param {Progress[]} questions
   */
  const summary = (questions) => {
    const right = questions.filter((question) => question.state === "right").length;
    const missed = questions.filter((question) => question.state === "not-yet").length;
    const open = questions.length - right - missed;
    const parts = [`${right} of ${questions.length} right`];
    if (missed) parts.push(`${NUMBERS[missed] ?? missed} to look at again`);
    if (open) parts.push(`${NUMBERS[open] ?? open} not answered yet`);
    return `${parts.join("; ")}.`;
  };

  /**
   * What is said of the safety-critical questions, each on its own.
   * @param {Progress[]} questions
   */
  const criticalOnes = (questions) => {
    const critical = questions.filter((question) => question.critical);
    if (!critical.length) return "";
    const left = critical.filter((question) => question.state !== "right").length;
    if (!left) return "Every safety-critical question is right.";
    return "Everybody needs to get each safety-critical question right, whatever the others come to. Still to be got right:";
  };

  Object.assign(globalThis, { policybookQuiz: { LONGEST, written, verdict, kept, summary, criticalOnes } });
  if (!("document" in globalThis)) return;

  // ---- A question

  let count = 0;

  /** @param {string} id */
  const workingsOf = (id) => all(`.pb-working[data-working~="${CSS.escape(id)}"]`);

  /**
   * Puts a control before an option's words, and gives back the control and what choosing it is told.
   * @param {HTMLElement} option
   * @param {string} kind
   * @param {string} group  the name of its radio buttons
   * @param {number} places  how many steps there can be
   */
  const rowOf = (option, kind, group, places) => {
    const words = make("span", { className: "pb-words" });
    words.append(.../** @type {HTMLElement} */ (option.querySelector("summary")).childNodes);
    const feedback = /** @type {HTMLElement} */ (option.querySelector(".pb-feedback"));
    const id = `pb-answer-${count += 1}`;
    /** @type {Control} */
    let control;
    if (kind === "order") {
      control = make("select", { id }, make("option", { value: "" }, "Not needed"));
      for (let place = 1; place <= places; place += 1) {
        control.append(make("option", { value: String(place) }, `Step ${place}`));
      }
    } else {
      control = make("input", { id, type: kind, name: group });
    }
    control.autocomplete = "off";
    const row = make("div", { className: "pb-option" }, control, make("label", { htmlFor: id }, words));
    row.dataset.letter = option.dataset.letter;
    option.replaceWith(row);
    return { letter: option.dataset.letter ?? "", control, feedback };
  };

  /**
   * Makes a form of a question, with what this browser kept of it.
   * @param {Question} question
   * @param {() => void} changed
   */
  const formOf = (question, changed) => {
    const { id, root } = question;
    const { kind = "", right: key = "", fingerprint = "" } = root.dataset;
    const right = key.split(";");
    const ordered = kind === "order";
    const details = all("details.pb-option", root);
    const group = `pb-group-${count += 1}`;
    const options = details.map((option) => {
      const part = /** @type {HTMLElement | null} */ (option.closest("[data-part]"))?.dataset.part ?? "";
      // Of all of them or any one, and of how soon, one is chosen: unless the key itself holds two.
      const mine = all("[data-letter]", option.parentElement ?? root).map((other) => other.dataset.letter ?? "");
      const several = right.some((one) => one.split(" ").filter((letter) => mine.includes(letter)).length > 1);
      const radio = kind === "one" || (part && part !== "whom" && !several);
      return { option, part, control: ordered ? kind : radio ? "radio" : "checkbox" };
    }).map(({ option, part, control }) => rowOf(option, control, `${group}-${part}`, details.length));
    root.querySelector(".pb-without-form")?.remove();
    const parts = all(":scope > .pb-part", root);
    for (const part of parts) {
      const mine = all("[data-letter]", part).map((option) => option.dataset.letter ?? "");
      if (right.every((one) => one.split(" ").some((letter) => mine.includes(letter)))) part.dataset.needed = "";
    }

    const result = make("div", { className: "pb-result", id: `${group}-said`, tabIndex: -1, role: "group", "aria-label": "Your answer" });
    const check = make("button", { type: "submit", className: "pb-button" }, "Check my answer");
    const again = button("Clear this answer", () => { question.erase(); question.focus(); });
    const next = make("p", { className: "pb-next-one" });
    const hint = root.querySelector(".pb-hint");
    const after = hint ?? all(".pb-option, .pb-part", root).filter((e) => e.parentElement === root).at(-1);
    after?.after(make("div", { className: "pb-buttons" }, check, again), result, next);
    const later = [
      ...all(".pb-status", root),
      ...workingsOf(id).map((working) => /** @type {HTMLElement} */ (working.closest(".cell") ?? working)),
    ];

    /** @returns {{letters: string[], problem: string}} */
    const chosen = () => {
      const on = options.filter(({ control }) => (control instanceof HTMLInputElement ? control.checked : control.value));
      if (ordered) on.sort((one, other) => Number(one.control.value) - Number(other.control.value));
      const letters = on.map(({ letter }) => letter);
      const twice = ordered && new Set(on.map(({ control }) => control.value)).size < on.length;
      if (!letters.length) return { letters, problem: "Choose an answer first." };
      const unanswered = parts.map(lacks).find(Boolean);
      if (unanswered) return { letters, problem: unanswered };
      return { letters, problem: twice ? "Two steps have the same number. Give each a number of its own." : "" };
    };
    /** @param {string[]} letters */
    const choose = (letters) => options.forEach(({ letter, control }) => {
      if (control instanceof HTMLInputElement) control.checked = letters.includes(letter);
      else control.value = String(letters.indexOf(letter) + 1 || "");
    });
    /** @param {...Node | string} words */
    const say = (...words) => {
      result.replaceChildren(...words);
      next.replaceChildren();
      [root, ...parts].forEach((one) => one.removeAttribute("aria-describedby"));
    };
    /** @param {Progress["state"]} state */
    const stand = (state) => {
      question.state = state;
      root.dataset.state = state;
      again.hidden = !state;
      later.forEach((element) => { element.hidden = !state; });
    };
    /** @param {string[]} letters */
    const mark = (letters) => {
      const answer = written(letters, ordered);
      const isRight = right.includes(answer);
      const said = letters.map((letter) => {
        const option = options.find((one) => one.letter === letter);
        const title = make("p", { className: "pb-chosen" }, make("strong", {}, `You chose ${letter.toUpperCase()}.`));
        return option ? make("div", { className: "pb-said" }, title, option.feedback) : "";
      });
      const first = make("p", { className: "pb-said-first" }, make("strong", {}, verdict(answer, right, kind === "one")));
      say(first, ...said);
      stand(isRight ? "right" : "not-yet");
      if (!isRight) store.set(MISSED + id, "yes");
      // A story adds what follows from this (story.js).
      root.dispatchEvent(new CustomEvent("policybook:marked", { bubbles: true, detail: { letters, isRight, result } }));
      return answer;
    };

    Object.assign(question, /** @type {Partial<Question>} */ ({
      focus: () => {
        // Where one is shown at a time (steps.js), it is shown.
        root.dispatchEvent(new Event("policybook:come", { bubbles: true }));
        root.scrollIntoView();
        options[0]?.control.focus({ preventScroll: true });
      },
      clear: () => { choose([]); say(); stand(""); },
      erase: () => { question.clear(); store.remove(ANSWERS + id); changed(); },
      offer: (other) => next.replaceChildren(...(other ? ["Next to look at again: ", linkTo(other), "."] : [])),
    }));
    const form = make("form", { className: "pb-form", noValidate: true });
    root.replaceWith(form);
    form.append(root);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { letters, problem } = chosen();
      if (problem) {
        say(lacking(problem));
        root.setAttribute("aria-describedby", result.id);
      } else {
        store.set(ANSWERS + id, JSON.stringify({ fingerprint, answer: mark(letters) }));
        changed();
      }
      result.focus();
    });
    // What is said is said of the answer as it was.
    form.addEventListener("change", () => say());

    stand("");
    const found = kept(store.get(ANSWERS + id), fingerprint, options.map(({ letter }) => letter));
    choose(found.answer.split(" "));
    const { letters, problem } = chosen();
    if (found.problem) root.dataset.problem = found.problem;
    if (found.problem === "stale") {
      store.remove(ANSWERS + id);
      say(make("p", {}, "This question has changed since you answered it here, so that answer no longer counts. Please answer it again."));
    } else if (found.problem || (found.answer && (problem || written(letters, ordered) !== found.answer))) {
      choose([]);
      say(make("p", {}, "What this browser had kept for this question could not be read. Please answer it again; nothing else is lost."));
    } else if (found.answer) {
      mark(letters);
    }
  };

  /**
   * A question as the page has it. Its form is made when it is first to be seen, so that a page with many comes at once.
   * @param {HTMLElement} root
   * @returns {Question}
   */
  const asIs = (root) => {
    const nothing = () => {};
    /** @type {Question} */
    const question = {
      id: root.dataset.question ?? "", root, called: called(root), state: "", critical: "critical" in root.dataset,
      focus: () => { open(root); question.focus(); }, clear: nothing, erase: nothing, offer: nothing,
    };
    return question;
  };

  /** @param {Question} question */
  const linkTo = (question) => {
    const link = make("a", { href: `#${question.root.id}` }, question.called);
    link.addEventListener("click", (event) => { event.preventDefault(); question.focus(); });
    return link;
  };

  // ---- The page

  /** @type {Question[]} */
  const questions = [];
  /** @type {Set<Question>} */
  const retrying = new Set();
  const score = make("p", { className: "pb-score" });
  const critical = make("p", { className: "pb-critical-left" });
  const again = make("p");
  const unanswered = make("p", { className: "pb-left" });
  const where = make("p");
  const told = make("p", { role: "status" });

  const show = () => {
    // What a story has not come to does not count; what is only put away (steps.js) does.
    const met = questions.filter((question) => !question.root.closest('[hidden=""]'));
    const missed = met.filter((question) => question.state === "not-yet");
    const left = met.filter((question) => question.critical && question.state !== "right");
    /** @param {Question[]} some */
    const links = (some) => listed(some.map(linkTo), ", ");
    score.replaceChildren(make("strong", {}, summary(met)));
    critical.replaceChildren(criticalOnes(met), ...links(left), left.length ? "." : "");
    const open = met.filter((question) => !question.state);
    unanswered.replaceChildren(...(open.length ? ["Not answered yet:", ...links(open), "."] : []));
    again.replaceChildren(...(missed.length ? ["To look at again:", ...links(missed), "."] : []));
    retry.hidden = !missed.length;
    where.textContent = store.keeps
      ? "Your answers stay in this browser, and are not sent to anybody. Whoever uses it after you can see them until you erase them."
      : `${REFUSES}, so your answers last until you leave this page.`;
    told.textContent = "";
    questions.filter((question) => retrying.has(question) && question.state).forEach((question) => {
      retrying.delete(question);
      question.offer([...retrying][0]);
    });
    // A path counts its answers on other pages too (induction.js).
    document.dispatchEvent(new Event("policybook:changed"));
  };
  const retry = button("Retry the ones you missed", () => {
    retrying.clear();
    questions.filter((question) => question.state === "not-yet").forEach((question) => {
      retrying.add(question);
      question.clear();
      store.remove(ANSWERS + question.id);
    });
    show();
    [...retrying][0]?.focus();
  });
  const erase = button("Erase all my answers", () => {
    if (!confirm("Erase your answers to every quiz and scenario of this handbook from this browser?")) return;
    [ANSWERS, MISSED, IN_JUPYTER].forEach(store.clear);
    [PLACE, FINISHED].forEach(store.remove);
    retrying.clear();
    questions.forEach((question) => question.clear());
    document.dispatchEvent(new Event("policybook:erased"));
    show();
    told.textContent = "Your answers have been erased.";
  });

  /** What has no form yet. @type {Map<EventTarget | null, Question>} */
  const waiting = new Map();
  /** @param {EventTarget | null} root */
  const open = (root) => {
    const question = waiting.get(root);
    waiting.delete(root);
    if (question) formOf(question, show);
  };
  for (const root of all("fieldset.pb-question")) {
    if (root.dataset.right) {
      const question = asIs(root);
      questions.push(question);
      waiting.set(root, question);
      // What was answered stands, and a story goes on from there.
      if (store.get(ANSWERS + question.id) !== null) open(root);
    } else {
      // For discussion: its answers are opened and read, and the working is offered when one has been.
      const working = workingsOf(root.dataset.question ?? "");
      working.forEach((element) => { element.hidden = true; });
      root.addEventListener("toggle", () => working.forEach((element) => { element.hidden = false; }), { capture: true, once: true });
    }
  }
  if (questions.length) {
    const title = make("h2", { id: "pb-results-title" }, "Your answers on this page");
    const buttons = make("div", { className: "pb-buttons" }, retry, erase);
    const end = make("section", { className: "pb-results", "aria-labelledby": title.id }, title, score, critical, again, unanswered, buttons, told, where);
    // After the last question of a path; elsewhere at the end of the page.
    (document.querySelector(".pb-results-here") ?? document.querySelector("article h1")?.parentElement ?? document.body).append(end);
    show();
    // steps.js says what comes in sight; where it has not come, all of it is.
    document.addEventListener("policybook:shown", ({ target }) => open(target));
    addEventListener("load", () => questions.forEach(({ root }) => root.closest("[hidden]") ?? open(root)));
  }
})();
