// The page of a reader's path: how far they have come, where to go on, and what has changed since the record that
// they made. quiz.js asks the questions of the core path; without scripts they can be read all the same.
(() => {
  "use strict";

  const { ANSWERS, all, make, listed, called, dataOf, store, onReturn } = policybookDom;
  const core = policybookRecord;

  const edition = dataOf("pb-edition");
  if (!edition) return;
  const marks = core.marksOf(edition.clauses);
  /** @type {Record<string, Node>} */
  const links = {};
  for (const [name = "", , label = "", href] of /** @type {string[][]} */ (Object.values(edition.clauses))) {
    links[name] = make("a", { href }, label);
  }

  /** The questions that this page asks. @returns {Asked[]} */
  const askedHere = () => all("fieldset[data-right][data-clauses]")
    .map((root) => ({
      id: root.dataset.question ?? "",
      fingerprint: root.dataset.fingerprint ?? "",
      right: (root.dataset.right ?? "").split(";"),
      critical: "critical" in root.dataset,
      clauses: core.named((root.dataset.clauses ?? "").split(" ").filter(Boolean), edition.clauses),
      page: "",
      called: called(root),
      address: `#${root.id}`,
    }));
  /** Those of the full path, on their quiz pages. */
  const askedElsewhere = () => core.asked(dataOf("pb-full") ?? { pages: [], questions: [] }, edition.clauses);

  for (const root of all(".pb-path")) {
    const { path = "", reader = "" } = root.dataset;
    const decisions = path === "core" ? askedHere() : askedElsewhere();
    const box = make("div", { className: "pb-progress" });
    root.prepend(box);
    // Said again after the last decision, where the reader is by then.
    const done = make("div", { className: "pb-done" });
    if (path === "core") document.querySelector(".pb-results-here")?.prepend(done);

    const show = () => {
      /** @type {string[]} */
      const states = decisions.map((decision) => core.stateOf(store.get(ANSWERS + decision.id), decision).state);
      /** @param {string} page */
      const rightOn = (page) => decisions.filter((decision, at) => decision.page === page && states[at] === "right").length;
      for (const item of all("[data-page]", root)) {
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
      const then = core.done(store.get(`${core.DONE}${path}/${reader}`));
      if (!then) return [];
      const { changed, again } = core.since(then, decisions, marks);
      const head = `What has changed since ${core.writtenOut(then.date)}, when you did the edition ${then.edition.name}`;
      /** @type {HTMLElement[]} */
      const parts = [make("p", {}, make("strong", {}, head))];
      if (!again.length) parts.push(make("p", {}, "Nothing on this path. Your record still stands."));
      if (changed.length) {
        const clauses = changed.map((name) => links[name]?.cloneNode(true) ?? document.createTextNode(`${name} (it is no longer there)`));
        parts.push(make("p", {}, "Clauses that have changed:", ...listed(clauses, "; "), "."));
      }
      if (again.length) {
        const items = decisions.filter(({ id }) => again.includes(id)).map(({ called, address }) => make("li", {}, make("a", { href: address }, called)));
        parts.push(make("p", {}, "Look again at:"), make("ul", {}, ...items));
      }
      return [make("div", { className: "pb-since" }, ...parts)];
    };

    show();
    document.addEventListener("policybook:changed", show);
    onReturn(show);
  }
})();
