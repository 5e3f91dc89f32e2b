// The page of a reader's path: how far they have come, where to go on, and what has changed since the record that
// they made. quiz.js asks the questions of the core path; without scripts they can be read all the same.
(() => {
  "use strict";

  const { ANSWERS, PLACE, MISSED, FINISHED, all, make, button, listed, called, goesOn, placeOf, refreshable, dataOf, store, onReturn } = policybookDom;
  /** How many decisions five minutes have. */
  const REFRESHED = 4;
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
  const here = /book\/induction\/[a-z0-9-]+(?=\.html$)/.exec(location.pathname)?.[0];
  /**
   * What to say to somebody whose answers are of an older path: what is new, what is gone, and what no longer counts.
   * @param {Asked[]} decisions
   */
  const changedPath = (decisions) => {
    const place = placeOf(store.get(PLACE));
    const before = place && place.page === here ? place.asked : decisions.map(({ id }) => id);
    const gone = before.filter((id) => decisions.every((decision) => decision.id !== id)).length;
    /** @param {(decision: Asked) => unknown} which */
    const some = (which) => decisions.filter(which).map(({ called, address }) => make("a", { href: address }, called));
    const added = some(({ id }) => !before.includes(id));
    /** @param {Asked} decision */
    const problem = ({ address }) => document.getElementById(address.slice(1))?.dataset.problem;
    const again = some(problem);
    if (!gone && !added.length && !again.length) return [];
    const changed = gone || added.length || decisions.some((decision) => problem(decision) === "stale");
    const head = changed ? "This path has changed since you were last here." : "Some of what this browser had kept could not be read.";
    return [make("div", { className: "pb-since" },
      make("p", {}, make("strong", {}, head)),
      ...(added.length ? [make("p", {}, "New:", ...listed(added, ", "), ".")] : []),
      ...(again.length ? [make("p", {}, "To be answered again:", ...listed(again, ", "), ".")] : []),
      ...(gone ? [make("p", {}, `No longer asked: ${gone}.`)] : []),
      make("p", {}, "Everything else that you answered is kept, and counts."),
    )];
  };
  /** Those of the full path, on their quiz pages. */
  const askedElsewhere = () => core.asked(dataOf("pb-full") ?? { pages: [], questions: [] }, edition.clauses);

  for (const root of all(".pb-path")) {
    const { path = "", reader = "" } = root.dataset;
    const decisions = path === "core" ? askedHere() : askedElsewhere();
    const box = make("div", { className: "pb-progress" });
    root.prepend(box);
    // Said again after the last decision, where the reader is by then.
    const done = make("div", { className: "pb-done" });
    if (path === "core") document.querySelector(".pb-results h2")?.after(done);

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
      const at = goesOn(states);
      const next = decisions[at];
      const critical = decisions.filter((decision, at) => decision.critical && states[at] !== "right").length;
      const said = [make("strong", {}, `${right} of ${decisions.length} right.`)];
      done.replaceChildren();
      if (next) {
        const words = states.some(Boolean) ? `Go on with ${path === "core" ? next.called.toLowerCase() : "the next"}` : "Begin with the first";
        said.push(make("p", {}, make("a", { className: "pb-go-on", href: next.address }, words)));
      } else {
        const record = make("a", { className: "pb-go-on", href: `${root.dataset.record}#reader=${reader}&path=${path}` }, "Make your completion record");
        const all = make("p", {}, `That is all of it. Now talk it over with ${root.dataset.lead}. `, record);
        said.push(all, ...refresher());
        done.append(...learnt(), all.cloneNode(true));
      }
      if (critical && right) said.push(make("p", {}, `Safety-critical ones still to be got right: ${critical}.`));
      box.replaceChildren(...said, ...older, ...changes());
      // Where one decision is shown at a time, the first needs no word about it.
      box.classList.toggle("pb-fresh", path === "core" && !states.some(Boolean) && box.children.length === said.length);
      return { states, at };
    };

    /** What somebody can do now, and what they may want to talk over. @returns {HTMLElement[]} */
    const learnt = () => {
      const topics = (root.dataset.topics ?? "").split("; ").filter(Boolean);
      const tried = decisions.filter(({ id }) => store.get(MISSED + id)).map(({ called, address }) => make("a", { href: address }, called));
      return [
        ...(topics.length ? [make("p", {}, "You can now act on:"), make("ul", {}, ...topics.map((topic) => make("li", {}, topic)))] : []),
        ...(tried.length ? [make("p", {}, `Talk over with ${root.dataset.lead} what took you more than one try:`, ...listed(tried, ", "), ".")] : []),
      ];
    };

    /** A few decisions again, some weeks later: first those that took more than one try, then what is safety-critical. */
    const refresher = () => {
      const done = path === "core" && refreshable(store.get(FINISHED), Date.now());
      if (!done || done.page !== here) return [];
      /** @param {Asked} one */
      const weight = ({ id, critical }) => Number(!store.get(MISSED + id)) + Number(!critical) / 2;
      const some = [...decisions].sort((one, other) => weight(one) - weight(other)).slice(0, REFRESHED);
      const again = decisions.filter((decision) => some.includes(decision));
      const begin = button("Begin the refresher", () => {
        again.forEach(({ id }) => { store.remove(ANSWERS + id); store.remove(MISSED + id); });
        store.remove(FINISHED);
        location.hash = again[0]?.address ?? "";
        location.reload();
      });
      const words = `A refresher of five minutes asks ${again.length} of these decisions again. Your record stays as it is. `;
      return [make("p", {}, words, begin)];
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

    /** Remembers where to go on, for the pages that lead back here; nothing where nothing is answered, or all is right. */
    const keep = () => {
      const { states, at } = show();
      if (path !== "core" || !here) return;
      const next = decisions[at];
      if (next && states.some(Boolean)) {
        const title = document.querySelector("h1")?.textContent ?? "";
        // So that it can be gone on with where there is no connection: worker.js.
        navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage(location.href.split(/[?#]/)[0]));
        store.set(PLACE, JSON.stringify({ page: here, id: next.id, called: `${next.called} of ${decisions.length}`, title, asked: decisions.map(({ id }) => id) }));
      } else if (placeOf(store.get(PLACE))?.page === here) {
        store.remove(PLACE);
        const title = document.querySelector("h1")?.textContent ?? "";
        if (!next) store.set(FINISHED, JSON.stringify({ page: here, title, at: Date.now() }));
      }
    };

    const older = path === "core" ? changedPath(decisions) : [];
    show();
    document.addEventListener("policybook:changed", keep);
    onReturn(show);
  }
})();
