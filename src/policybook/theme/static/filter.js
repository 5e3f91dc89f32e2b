// Filters tables by their title, by their second column and by path. Without this script every row is shown.
//
// A <div class="pb-filter"> holds tables, each after its title, which share their columns; rows say in classes on
// which paths they are (pb-on-core). The choices are read from what the tables say.
(() => {
  "use strict";

  const { all, make } = policybookDom;
  const ALL = "";
  const PATHS = { core: "The core path", full: "The full path" };

  /** @param {Element | null | undefined} node */
  const words = (node) => (node?.textContent ?? "").trim().replace(/\s+/g, " ");

  /** @param {Element} table  Its title, right before it. */
  const title = (table) => (table.closest(".table-wrapper") ?? table).previousElementSibling;

  /** @param {Element} row  What its second cell says first. */
  const second = (row) => words(row.children[1]?.querySelector("p") ?? row.children[1]);

  /**
   * A labelled choice: everything, or one of these.
   * @param {string} id
   * @param {string} label
   * @param {Map<string, string>} options  value to words
   */
  const choice = (id, label, options) => {
    const select = make("select", { id }, new Option("All", ALL), ...[...options].map(([value, said]) => new Option(said, value)));
    return { field: make("p", {}, make("label", { htmlFor: id }, label), select), select };
  };

  /** @param {Iterable<string>} found */
  const themselves = (found) => new Map([...new Set(found)].map((one) => [one, one]));

  /** @param {HTMLElement} root */
  const filter = (root) => {
    const tables = all("table", root);
    const rows = all("tbody tr", root);
    if (!tables.length) return;
    const column = words(root.querySelector("thead th:nth-child(2)"));
    const titles = themselves(tables.map((table) => words(title(table))));
    const paths = new Map(Object.entries(PATHS).filter(([path]) => root.querySelector(`.pb-on-${path}`)));
    const where = choice(`${root.id}-where`, "Section", titles);
    const what = choice(`${root.id}-what`, column, themselves(rows.map(second)));
    const path = choice(`${root.id}-path`, "Path", paths);
    const count = make("p", { role: "status" });

    const apply = () => {
      for (const table of tables) {
        const here = [ALL, words(title(table))].includes(where.select.value);
        let shown = 0;
        for (const row of all("tbody tr", table)) {
          const fits = here && [ALL, second(row)].includes(what.select.value)
            && (path.select.value === ALL || row.classList.contains(`pb-on-${path.select.value}`));
          row.hidden = !fits;
          shown += Number(fits);
        }
        table.hidden = !shown;
        title(table)?.toggleAttribute("hidden", !shown);
      }
      const left = rows.filter((row) => !row.hidden).length;
      count.textContent = `${left} of ${rows.length} rows are shown.`;
    };
    const label = `Show only some ${words(root.querySelector("thead th")).toLowerCase()}s`;
    const form = make("form", { className: "pb-filters", "aria-label": label }, where.field, what.field, path.field);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", apply);
    root.prepend(form, count);
    apply();
  };

  all("div.pb-filter").forEach(filter);
})();
