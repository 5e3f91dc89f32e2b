// The page on which somebody makes their completion record. All of it happens here: nothing is sent, and nothing
// is kept but what a reader asks for.
(() => {
  "use strict";

  /** @typedef {{path: string, reader: string, title: string, decisions: Asked[]}} Path */

  const { ANSWERS, REFUSES, make, dataOf, store, eraser, onReturn } = policybookDom;
  const core = policybookRecord;

  /** @param {string} id */
  const get = (id) => /** @type {any} */ (document.getElementById(id));
  /** @param {string} id */
  const kept = (id) => store.get(ANSWERS + id);

  const root = /** @type {HTMLElement | null} */ (document.querySelector(".pb-record"));
  const form = /** @type {HTMLFormElement | null} */ (root?.querySelector("form") ?? null);
  if (!root || !form) return;

  // ---- what the page knows

  const data = dataOf("pb-paths");
  const marks = core.marksOf(data.clauses);
  const questions = core.asked(data, data.clauses);
  /** @type {Path[]} */
  const paths = data.paths.map((/** @type {any[]} */ [path, reader, title, numbers, met]) => ({
    path,
    reader,
    title,
    // Each is called what its reader met it as, and found where they met it.
    decisions: numbers.map((/** @type {number} */ at, /** @type {number} */ nth) => {
      const [called, address] = met[nth] ?? [];
      return called ? { ...questions[at], called, address } : questions[at];
    }),
  }));

  // ---- the form

  const progress = /** @type {HTMLElement} */ (root.querySelector(".pb-record-progress"));
  const said = /** @type {HTMLElement} */ (root.querySelector(".pb-record-said"));
  const [reader, path, name, role] = [get("pb-reader"), get("pb-path"), get("pb-name"), get("pb-role")];
  const groups = [["", ["core", "full"]], ["One quiz", "quizzes/"], ["One story", "scenarios/"]];
  for (const [label, which] of groups) {
    const options = typeof which === "string"
      ? paths.filter((one) => one.path.startsWith(which)).map((one) => make("option", { value: one.path }, one.title))
      : [make("option", { value: "core" }, "the core path"), make("option", { value: "full" }, "the full path")];
    path.append(...(label ? [make("optgroup", { label }, ...options)] : options));
  }
  const asked = new URLSearchParams(location.hash.slice(1));
  for (const [select, value] of [[reader, asked.get("reader")], [path, asked.get("path")]]) {
    if ([...select.options].some((option) => option.value === value)) select.value = value;
  }

  /** @returns {Path} */
  const chosen = () => {
    const found = paths.find((one) => one.path === path.value && ["", "*", reader.value].includes(one.reader));
    const whose = found?.reader === "" ? "" : reader.value;
    return { path: path.value, title: found?.title ?? "", decisions: found?.decisions ?? [], reader: whose };
  };
  /** @param {Asked[]} some */
  const links = (some) => make("ul", {}, ...some.map((one) => make("li", {}, make("a", { href: one.address }, one.called), one.critical ? " (safety-critical)" : "")));

  const show = () => {
    const { decisions } = chosen();
    const states = decisions.map((decision) => core.stateOf(kept(decision.id), decision).state);
    const left = decisions.filter((_, at) => states[at] !== "right");
    // What is safety-critical comes first: it is never averaged away.
    left.sort((one, other) => Number(other.critical) - Number(one.critical));
    const right = decisions.length - left.length;
    const words = left.length
      ? `You have ${right} of ${decisions.length} right. A record made now says that it is incomplete. Still to do:`
      : `You have all ${decisions.length} right.`;
    const shown = left.slice(0, 12);
    const more = left.length - shown.length;
    progress.replaceChildren(make("p", {}, make("strong", {}, words)), ...(left.length ? [links(shown)] : []), ...(more ? [make("p", {}, `And ${more} more.`)] : []));
    if (!store.keeps) progress.append(make("p", {}, `${REFUSES}, so it has no answers to make a record of.`));
  };

  const today = () => {
    const now = new Date();
    return [String(now.getFullYear()), String(now.getMonth() + 1).padStart(2, "0"), String(now.getDate()).padStart(2, "0")].join("-");
  };
  /** @param {...(Node | string)} words */
  const say = (...words) => { said.replaceChildren(...words); said.focus(); };

  /** The record as the form stands; null, with the reason said, where something is missing. */
  const made = () => {
    // All that is missing is said together, each beside its field; the first is read out as it is come to.
    const empty = [name, role].filter((field) => {
      const lacks = !core.cleaned(field.value);
      field.setAttribute("aria-invalid", String(lacks));
      get(`${field.id}-lacks`).hidden = !lacks;
      return lacks;
    });
    if (empty.length) {
      said.replaceChildren();
      empty[0].focus();
      return null;
    }
    const { decisions, reader: whose } = chosen();
    const facts = { name: name.value, role: role.value, reader: whose, path: path.value, edition: { name: data.name, fingerprint: data.fingerprint }, date: today() };
    const found = core.make(facts, decisions, marks, kept);
    remember(found.record, decisions);
    return { ...found, decisions };
  };

  /**
   * Keeps which edition was done, and how its questions and clauses stood: no name, and only if asked.
   * @param {CompletionRecord} record @param {Asked[]} decisions
   */
  const remember = (record, decisions) => {
    if (!get("pb-remember").checked) return;
    const { edition, path: which, reader: whose, date, clauses } = record;
    const now = Object.fromEntries(decisions.map(({ id, fingerprint }) => [id, fingerprint]));
    const text = JSON.stringify({ edition, path: which, reader: whose, date, questions: now, clauses });
    store.set(`${core.DONE}${which}/${whose}`, text);
  };

  const { lead = "", to = "" } = root.dataset;
  const THEN = `Then talk it over with ${lead}.`;
  /** Hands it to the phone's own sheet, with which its owner sends it; where there is none, says what else does. */
  const handIn = async () => {
    const found = made();
    if (!found) return;
    // As text: a sheet takes no JSON.
    const file = new File([found.text], core.fileName(found.record).replace(/json$/, "txt"), { type: "text/plain" });
    if (!navigator.canShare?.({ files: [file] })) {
      offer(found);
      return;
    }
    try {
      await navigator.share({ files: [file], title: "My completion record" });
      say(make("p", {}, make("strong", {}, "Handed on."), ` ${THEN}`));
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") say(make("p", {}, "Nothing was handed on. You can try again."));
      else offer(found);
    }
  };
  /** @param {{record: CompletionRecord}} found */
  const offer = ({ record }) => {
    const body = `${JSON.stringify(record)}\n`;
    const href = `mailto:?subject=${encodeURIComponent("My completion record")}&body=${encodeURIComponent(body)}`;
    say(
      make("p", {}, "Nothing has been sent yet."),
      make("p", {}, make("a", { href, className: "pb-mail" }, "Write an email with the record in it"), `, and send it to ${to}.`),
      make("p", {}, "Or show this code instead: ", make("strong", {}, core.codeOf(record.digest)), "."),
      make("p", {}, THEN),
    );
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    handIn();
  });

  get("pb-save").addEventListener("click", () => {
    const found = made();
    if (!found) return;
    const file = core.fileName(found.record);
    const address = URL.createObjectURL(new Blob([found.text], { type: "application/json" }));
    make("a", { href: address, download: file }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    say(
      make("p", {}, make("strong", {}, `Saved as ${file}.`), " It is among your downloads."),
      make("p", {}, `Give the file to ${to} yourself: nothing has been sent. ${THEN}`),
    );
  });

  // ---- on paper

  const paper = make("section", { className: "pb-paper", "aria-label": "Completion record" });
  document.body.append(paper);
  get("pb-print").addEventListener("click", () => {
    const found = made();
    if (!found) return;
    const { record, decisions } = found;
    const wrong = decisions.filter((one) => core.stateOf(kept(one.id), one).state !== "right").length;
    const called = path.selectedOptions[0]?.textContent ?? record.path;
    const whose = record.reader ? ` for ${reader.selectedOptions[0]?.textContent ?? ""}` : "";
    const result = wrong ? `Incomplete: ${decisions.length - wrong} of ${decisions.length} decisions are right, and every one needs to be.` : `Each of ${decisions.length} decisions is right.`;
    /** @type {[string, string][]} */
    const rows = [
      ["Name", record.name],
      ["Role", record.role],
      ["What was done", called + whose],
      ["Date", core.writtenOut(record.date)],
      ["Result of the self-check", result],
      ["Edition of the policy", record.edition.name],
      ["Code of the edition", core.codeOf(record.edition.fingerprint)],
      ["Code of this record", core.codeOf(record.digest)],
    ];
    const table = make("dl", {}, ...rows.flatMap(([what, value]) => [make("dt", {}, what), make("dd", {}, value)]));
    const lines = ["Talked over with (role and initials)", "On (date)", "Logged by (initials)"]
      .map((words) => make("p", { className: "pb-paper-line" }, words));
    paper.replaceChildren(
      make("h1", {}, "Completion record"),
      make("p", {}, root.dataset.handbook ?? ""),
      table,
      make("p", {}, `This is a self-check and an aid to a talk with ${lead}. It shows that somebody took part. It is not proof of competence, and it is not signed.`),
      ...lines,
    );
    document.documentElement.classList.add("pb-printing");
    addEventListener("afterprint", () => document.documentElement.classList.remove("pb-printing"), { once: true });
    say(make("p", {}, "The page to print has been made. Nothing has been sent."));
    print();
  });

  // ---- erasing

  form.append(make("p", { className: "pb-buttons" }, eraser(() => {
    form.reset();
    said.replaceChildren();
    show();
    // With how far one has come, which is read out as it changes.
    progress.prepend(make("p", {}, "It has been erased."));
  })));

  root.querySelector(".pb-without-script")?.remove();
  form.hidden = false;
  [reader, path].forEach((select) => select.addEventListener("change", show));
  onReturn(show);
  show();
  document.documentElement.classList.add("pb-ready");
})();
