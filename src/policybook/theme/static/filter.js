// Filters tables by the title of their fold, by their second column and by path. Without this script every row is shown.
//
// A <div class="pb-filter"> holds folds (pb-more) of one table each, which share their columns; rows say in classes on
// which paths they are (pb-on-core). The choices are read from what the tables say; what is chosen unfolds.
(() => {
  "use strict";

  const { all, make } = policybookDom;
  const ALL = "";
  const PATHS = { core: "The core path", full: "The full path" };

  /** @param {Element | null | undefined} node */
  const words = (node) => (node?.textContent ?? "").trim().replace(/\s+/g, " ");

  /** @param {Element} fold  What it is called, without its count. */
  const title = (fold) => words(fold.firstElementChild).replace(/ \(\d+ rows?\)$/, "");

  /** @param {Element} row  What its second cell says first, or alone where that is a verdict. */
  const second = (row) => words(row.children[1]?.querySelector(".pb-verdict, p") ?? row.children[1]);

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
    const folds = /** @type {HTMLDetailsElement[]} */ (all("details", root));
    const rows = all("tbody tr", root);
    if (!folds.length) return;
    const column = words(root.querySelector("thead th:nth-child(2)"));
    const titles = themselves(folds.map(title));
    const paths = new Map(Object.entries(PATHS).filter(([path]) => root.querySelector(`.pb-on-${path}`)));
    const where = choice(`${root.id}-where`, root.dataset.where ?? "Section", titles);
    const what = choice(`${root.id}-what`, column, themselves(rows.map(second)));
    const path = choice(`${root.id}-path`, "Path", paths);
    const count = make("p", { role: "status" });

    const apply = () => {
      const isNarrowed = [where, what, path].some(({ select }) => select.value !== ALL);
      for (const fold of folds) {
        const here = [ALL, title(fold)].includes(where.select.value);
        let shown = 0;
        for (const row of all("tbody tr", fold)) {
          const fits = here && [ALL, second(row)].includes(what.select.value)
            && (path.select.value === ALL || row.classList.contains(`pb-on-${path.select.value}`));
          row.hidden = !fits;
          shown += Number(fits);
        }
        fold.hidden = !shown;
        fold.open = isNarrowed;
      }
      const left = rows.filter((row) => !row.hidden).length;
      count.textContent = `${left} of ${rows.length} rows.`;
    };
    const label = `Show only some ${root.dataset.where ? "row" : words(root.querySelector("thead th")).toLowerCase()}s`;
    const form = make("form", { className: "pb-filters", "aria-label": label }, where.field, what.field, ...(paths.size ? [path.field] : []));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", apply);
    root.prepend(form, count);
    apply();
  };

  all("div.pb-filter").forEach(filter);
})();
