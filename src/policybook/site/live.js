// What `policybook serve` adds to each page: it is loaded again when the page is another, and says what is wrong.
(() => {
  "use strict";

  const own = /** @type {HTMLScriptElement} */ (document.currentScript);
  const source = new EventSource(`/-live?${new URLSearchParams({ page: location.pathname, was: own.dataset["was"] ?? "" })}`);
  const bar = document.createElement("aside");
  bar.setAttribute("role", "status");
  bar.style.cssText = "position:fixed;inset:auto 0 0 0;max-height:40vh;overflow:auto;margin:0;padding:.5rem 1rem;background:#5b1414;color:#fff;font:1rem/1.4 sans-serif;white-space:pre-wrap;z-index:99";
  bar.hidden = true;
  addEventListener("DOMContentLoaded", () => document.body.append(bar));

  source.addEventListener("message", ({ data }) => {
    /** @type {{reload: boolean, problems: string[]}} */
    const { reload, problems } = JSON.parse(data);
    if (reload) location.reload();
    bar.hidden = !problems.length;
    bar.textContent = problems.join("\n");
  });
})();
