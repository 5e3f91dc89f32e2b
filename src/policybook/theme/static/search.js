// The search page: Sphinx's own search, and before its results a line that goes straight to a clause.
// Sphinx splits "3(d)" at its brackets and throws the number away; the list of clauses is in its index already.
var SPHINX_HIGHLIGHT_ENABLED = false; // read by Sphinx's searchtools.js: no highlighting, nothing stored
(() => {
  "use strict";
  const query = (new URLSearchParams(location.search).get("q") || "").trim();
  const plain = (text) => text.toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, "");
  const unescaped = (text) => new DOMParser().parseFromString(text, "text/html").documentElement.textContent;
  const asked = plain(query.replace(/^\s*clause\b/i, ""));

  const clauses = (index) => {
    const found = [];
    for (const [prefix, objects] of Object.entries(index.objects)) {
      for (const [page, kind, , anchor, name] of objects) {
        if (index.objnames[kind][1] !== "clause") continue;
        const whole = unescaped(prefix ? `${prefix}.${name}` : name);
        found.push({ page: index.docnames[page], anchor: anchor === "" ? whole : anchor, name: whole });
      }
    }
    return found;
  };
  const matches = ({ name, anchor }) => asked !== "" && [plain(name.split(" ")[0]), plain(name), plain(anchor)].includes(asked);

  const offer = (index) => {
    const names = new Map(); // by address: a clause may stand in the list more than once
    for (const { page, anchor, name } of clauses(index).filter(matches)) {
      names.set(`${page}${DOCUMENTATION_OPTIONS.LINK_SUFFIX}#${encodeURIComponent(anchor)}`, name);
    }
    for (const [address, name] of names) {
      const link = document.createElement("a");
      link.href = address;
      link.textContent = `Go to clause ${name}`;
      const line = document.createElement("p");
      line.className = "pb-go-to-clause";
      line.append(link);
      document.getElementById("pb-go-to-clause").append(line);
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.title = query ? `${query} - ${document.title}` : document.title;
    // What Sphinx finds is told to people who do not see it appear, and finding nothing is said in our words.
    const results = document.getElementById("search-results");
    new MutationObserver(() => {
      const summary = results.querySelector(".search-summary");
      if (!summary) return;
      if (!summary.hasAttribute("role")) summary.setAttribute("role", "status");
      const offered = document.querySelector(".pb-go-to-clause");
      const nothing = offered ? "No page matches besides." : "No page matches. Try one word of it, or look in the index of clauses.";
      if (summary.textContent && !results.querySelector(".search li") && summary.textContent !== nothing) summary.textContent = nothing;
    }).observe(results, { childList: true, subtree: true });
    const setIndex = Search.setIndex;
    Search.setIndex = (index) => { offer(index); setIndex(index); };
    if (Search.hasIndex()) offer(Search._index);
  });
})();
