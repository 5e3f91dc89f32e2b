// Says of a day of review, in the reader's own browser, whether it has passed: a page may be older than the day.
(() => {
  "use strict";

  const DAY = 86400000;

  /** @param {number} count @param {string} what */
  const some = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

  /**
   * How long a number of days is, in the words that people use.
   * @param {number} days
   */
  const long = (days) => {
    if (days < 60) return some(days, "day");
    if (days < 730) return `about ${some(Math.round(days / 30.44), "month")}`;
    return `more than ${some(Math.floor(days / 365.25), "year")}`;
  };

  /**
   * What to say of a review that is due by a day.
   * @param {string} due  yyyy-mm-dd
   * @param {string} day  the same day in words
   * @param {Date} now
   */
  const said = (due, day, now) => {
    const [year = 0, month = 1, date = 1] = due.split("-").map(Number);
    const days = Math.round((Date.UTC(year, month - 1, date) - Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())) / DAY);
    if (days < 0) return `Overdue: the review was due by ${day}, ${long(-days)} ago.`;
    if (days === 0) return `The review is due today, ${day}.`;
    return `The review is due by ${day}, in ${long(days)}.`;
  };

  Object.assign(globalThis, { policybookDue: { said } });
  if (!("document" in globalThis)) return;

  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-due]"))) {
    const { due = "", day = "" } = element.dataset;
    (element.querySelector("strong") ?? element).textContent = said(due, day, new Date());
  }
})();
