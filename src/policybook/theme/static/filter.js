// Filters tables by their title, by their second column and by path. Without this script every row is shown.
//
// A <div class="pb-filter"> holds tables, each after its title, which share their columns; rows say in classes on
// which paths they are (pb-on-core). The choices are read from what the tables say.
(() => {
  "use strict";

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
    const field = document.createElement("p");
    const name = document.createElement("label");
    const select = document.createElement("select");
    name.htmlFor = select.id = id;
    name.textContent = label;
    select.append(new Option("All", ALL), ...[...options].map(([value, said]) => new Option(said, value)));
    field.append(name, select);
    return { field, select };
  };

  /** @param {Iterable<string>} found */
  const themselves = (found) => new Map([...new Set(found)].map((one) => [one, one]));

  /** @param {HTMLElement} root */
  const filter = (root) => {
    const tables = [...root.querySelectorAll("table")];
    const rows = [...root.querySelectorAll("tbody tr")];
    if (!tables.length) return;
    const column = words(root.querySelector("thead th:nth-child(2)"));
    const titles = themselves(tables.map((table) => words(title(table))));
    const paths = new Map(Object.entries(PATHS).filter(([path]) => root.querySelector(`.pb-on-${path}`)));
    const where = choice(`${root.id}-where`, "Section", titles);
    const what = choice(`${root.id}-what`, column, themselves(rows.map(second)));
    const path = choice(`${root.id}-path`, "Path", paths);
    const count = document.createElement("p");
    count.setAttribute("role", "status");

    const apply = () => {
      for (const table of tables) {
        const here = [ALL, words(title(table))].includes(where.select.value);
        let shown = 0;
        for (const row of table.querySelectorAll("tbody tr")) {
          const fits = here && [ALL, second(row)].includes(what.select.value)
            && (path.select.value === ALL || row.classList.contains(`pb-on-${path.select.value}`));
          /** @type {HTMLElement} */ (row).hidden = !fits;
          shown += Number(fits);
        }
        table.hidden = !shown;
        title(table)?.toggleAttribute("hidden", !shown);
      }
      const left = rows.filter((row) => !(/** @type {HTMLElement} */ (row).hidden)).length;
      count.textContent = `${left} of ${rows.length} rows are shown.`;
    };
    const form = document.createElement("form");
    form.className = "pb-filters";
    form.setAttribute("aria-label", `Show only some ${words(root.querySelector("thead th")).toLowerCase()}s`);
    form.append(where.field, what.field, path.field);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", apply);
    root.prepend(form, count);
    apply();
  };

  for (const root of document.querySelectorAll("div.pb-filter")) filter(/** @type {HTMLElement} */ (root));
})();
