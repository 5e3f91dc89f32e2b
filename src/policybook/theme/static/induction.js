// The page of a reader's path: how far they have come, where to go on, and what has changed since the record that
// they made. quiz.js asks the questions of the core path; without scripts they can be read all the same.
(() => {
  "use strict";

  /**
   * @typedef {{id: string, fingerprint: string, right: string[], critical: boolean, clauses: string[], page: string, called: string, address: string}} Decision
   */

  const core = /** @type {any} */ (globalThis).policybookRecord;

  /** @param {string} key */
  const read = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  /** @param {string} id */
  const data = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
  /**
   * @param {string} tag @param {{[name: string]: unknown}} properties @param {...(Node | string)} content
   */
  const make = (tag, properties = {}, ...content) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...content);
    return element;
  };

  const edition = data("pb-edition");
  if (!edition) return;
  /** @type {Record<string, string>} */
  const marks = {};
  /** @type {Record<string, Node>} */
  const links = {};
  for (const [name, mark, label, address] of /** @type {string[][]} */ (Object.values(edition.clauses))) {
    marks[name ?? ""] = mark ?? "";
    links[name ?? ""] = make("a", { href: address }, label ?? "");
  }
  /** @param {(string | number)[]} numbers */
  const named = (numbers) => numbers.map((at) => edition.clauses[at]?.[0] ?? String(at));

  /** The questions that this page asks. @returns {Decision[]} */
  const askedHere = () => [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("fieldset[data-right][data-clauses]"))]
    .map((root) => ({
      id: root.dataset.question ?? "",
      fingerprint: root.dataset.fingerprint ?? "",
      right: (root.dataset.right ?? "").split(";"),
      critical: "critical" in root.dataset,
      clauses: named((root.dataset.clauses ?? "").split(" ").filter(Boolean)),
      page: "",
      called: (root.querySelector("legend strong")?.textContent ?? "").replace(/\.$/, ""),
      address: `#${root.id}`,
    }));
  /** Those of the full path, on their quiz pages. @returns {Decision[]} */
  const askedElsewhere = () => {
    const { pages, questions } = data("pb-full") ?? { pages: [], questions: [] };
    return questions.map((/** @type {any[]} */ [id, fingerprint, right, critical, page, number, clauses]) => ({
      id,
      fingerprint,
      right: right.split(";"),
      critical: Boolean(critical),
      clauses: named(clauses),
      page: pages[page][0],
      called: `${pages[page][1]}, question ${number}`,
      address: `${pages[page][0]}#${id}`,
    }));
  };

  /** @param {Node[]} parts */
  const listed = (parts) => parts.flatMap((part, at) => [at ? "; " : " ", part.cloneNode(true)]);

  for (const root of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".pb-path"))) {
    const { path = "", reader = "" } = root.dataset;
    const decisions = path === "core" ? askedHere() : askedElsewhere();
    const box = make("div", { className: "pb-progress" });
    root.prepend(box);
    // Said again after the last decision, where the reader is by then.
    const done = make("div", { className: "pb-done" });
    if (path === "core") document.querySelector(".pb-results-here")?.prepend(done);

    const show = () => {
      /** @type {string[]} */
      const states = decisions.map((decision) => core.stateOf(read(core.ANSWERS + decision.id), decision).state);
      /** @param {string} page */
      const rightOn = (page) => decisions.filter((decision, at) => decision.page === page && states[at] === "right").length;
      for (const item of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-page]"))) {
        item.querySelector(".pb-state-of")?.remove();
        item.append(make("span", { className: "pb-state-of" }, `, ${rightOn(item.dataset.page ?? "")} right`));
      }
      const right = states.filter((state) => state === "right").length;
      const next = decisions[states.findIndex((state) => state !== "right")];
      const critical = decisions.filter((decision, at) => decision.critical && states[at] !== "right").length;
      const said = [make("strong", {}, `${right} of ${decisions.length} right.`)];
      done.replaceChildren();
      if (next) {
        const words = right || states.some(Boolean) ? "Go on with the next" : "Begin with the first";
        said.push(make("p", {}, make("a", { className: "pb-go-on", href: next.address }, words)));
      } else {
        const record = make("a", { className: "pb-go-on", href: `${root.dataset.record}#reader=${reader}&path=${path}` }, "Make your completion record");
        const all = make("p", {}, "That is all of it. ", record, ", and talk it over with the designated safeguarding lead.");
        said.push(all);
        done.append(all.cloneNode(true));
      }
      if (critical && right) said.push(make("p", {}, `Safety-critical ones still to be got right: ${critical}.`));
      box.replaceChildren(...said, ...changes());
    };

    /** What has changed since the record that this browser remembers. */
    const changes = () => {
      const then = core.done(read(`${core.DONE}${path}/${reader}`));
      if (!then) return [];
      const { changed, again } = core.since(then, decisions, marks);
      const head = `What has changed since ${core.writtenOut(then.date)}, when you did the edition ${then.edition.name}`;
      const parts = [make("p", {}, make("strong", {}, head))];
      if (!again.length) parts.push(make("p", {}, "Nothing on this path. Your record still stands."));
      if (changed.length) {
        const clauses = changed.map((/** @type {string} */ name) => links[name] ?? document.createTextNode(`${name} (it is no longer there)`));
        parts.push(make("p", {}, "Clauses that have changed:", ...listed(clauses), "."));
      }
      if (again.length) {
        const items = decisions.filter(({ id }) => again.includes(id)).map(({ called, address }) => make("li", {}, make("a", { href: address }, called)));
        parts.push(make("p", {}, "Look again at:"), make("ul", {}, ...items));
      }
      return [make("div", { className: "pb-since" }, ...parts)];
    };

    show();
    document.addEventListener("policybook:changed", show);
    // Somebody comes back from a question by the browser's own button, or answers in another tab.
    addEventListener("pageshow", show);
    addEventListener("storage", show);
  }
})();
