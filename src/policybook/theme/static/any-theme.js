// For a theme that is not ours: our stylesheets hear of its colours, and that scripts run.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const tell = () => {
    document.body.dataset.theme = root.dataset.theme === "dark" ? "dark" : "light";
  };
  tell();
  new MutationObserver(tell).observe(root, { attributeFilter: ["data-theme"] });
})();
