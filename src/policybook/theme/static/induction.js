// The page of a reader's path: how far they have come, and what has changed since the record that they made.
// Without it the page is a plain list.
(() => {
  "use strict";

  const core = /** @type {any} */ (globalThis).policybookRecord;
  /** @type {Record<string, string>} */
  const STATES = {
    right: "Right",
    "not-yet": "To look at again",
    stale: "It has changed since you answered it",
    "": "Not answered yet",
  };

  /** @param {string} key */
  const read = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

  /**
   * @param {string} tag @param {{[name: string]: unknown}} properties @param {...(Node | string)} content
   */
  const make = (tag, properties = {}, ...content) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...content);
    return element;
  };

  /** @param {HTMLElement[]} items @param {any} edition */
  const decisionsOf = (items, edition) => items.filter((item) => item.dataset.right).map((item) => ({
    item,
    id: item.dataset.decision ?? "",
    fingerprint: item.dataset.fingerprint ?? "",
    right: (item.dataset.right ?? "").split(";"),
    critical: "critical" in item.dataset,
    clauses: (item.dataset.clauses ?? "").split(" ").filter(Boolean).map((at) => edition.clauses[at]?.[0] ?? at),
  }));

  const told = document.getElementById("pb-edition");
  if (!told) return;
  const edition = JSON.parse(told.textContent ?? "");
  /** @type {Record<string, string>} */
  const marks = {};
  /** @type {Record<string, Node>} */
  const links = {};
  for (const [name, mark, label, address] of /** @type {string[][]} */ (Object.values(edition.clauses))) {
    marks[name ?? ""] = mark ?? "";
    links[name ?? ""] = make("a", { href: address }, label ?? "");
  }

  /** @param {Node[]} parts */
  const listed = (parts) => parts.flatMap((part, at) => [at ? "; " : " ", part.cloneNode(true)]);

  for (const root of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".pb-path"))) {
    const { path = "", reader = "" } = root.dataset;
    const decisions = decisionsOf([.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-decision]"))], edition);
    const box = make("div", { className: "pb-progress" });
    root.prepend(box);

    const show = () => {
      /** @type {string[]} */
      const states = decisions.map((decision) => core.stateOf(read(core.ANSWERS + decision.id), decision).state);
      decisions.forEach(({ item }, at) => {
        const state = states[at] ?? "";
        item.dataset.state = state;
        item.querySelector(".pb-state-of")?.remove();
        item.prepend(make("span", { className: "pb-state-of" }, STATES[state] ?? "", ": "));
      });
      const right = states.filter((state) => state === "right").length;
      const next = decisions[states.findIndex((state) => state !== "right")];
      const critical = decisions.filter((decision, at) => decision.critical && states[at] !== "right").length;
      const said = [make("strong", {}, `${right} of ${decisions.length} right.`)];
      if (next) {
        const link = next.item.querySelector("a");
        const words = right || states.some(Boolean) ? "Go on with the next" : "Begin with the first";
        said.push(make("p", {}, make("a", { className: "pb-go-on", href: link?.href ?? "" }, words)));
      } else {
        const record = make("a", { className: "pb-go-on", href: `${root.dataset.record}#reader=${reader}&path=${path}` }, "Make your completion record");
        said.push(make("p", {}, "That is all of it. ", record, ", and talk it over with the designated safeguarding lead."));
      }
      if (critical && right) said.push(make("p", {}, `Safety-critical ones still to be got right: ${critical}.`));
      box.replaceChildren(...said, ...changes());
    };

    /** What has changed since the record that this browser remembers. */
    const changes = () => {
      const then = core.done(read(`${core.DONE}${path}/${reader}`));
      if (!then) return [];
      // The full path rests on more clauses than this page names: of those it says nothing.
      const known = { ...then, clauses: Object.fromEntries(Object.entries(then.clauses).filter(([name]) => name in marks || path === "core")) };
      const { changed, again } = core.since(known, decisions, marks);
      const head = `What has changed since ${core.writtenOut(then.date)}, when you did the edition ${then.edition.name}`;
      const parts = [make("p", {}, make("strong", {}, head))];
      if (!again.length) parts.push(make("p", {}, "Nothing on this path. Your record still stands."));
      if (changed.length) {
        const named = changed.map((/** @type {string} */ name) => links[name] ?? document.createTextNode(`${name} (it is no longer there)`));
        parts.push(make("p", {}, "Clauses that have changed:", ...listed(named), "."));
      }
      if (again.length) {
        const named = decisions.filter(({ id }) => again.includes(id)).map(({ item }) => item.querySelector("a") ?? item);
        parts.push(make("p", {}, "Look again at:"), make("ul", {}, ...named.map((link) => make("li", {}, link.cloneNode(true)))));
      }
      return [make("div", { className: "pb-since" }, ...parts)];
    };

    show();
    // Somebody comes back from a question by the browser's own button, or answers in another tab.
    addEventListener("pageshow", show);
    addEventListener("storage", show);
  }
})();
