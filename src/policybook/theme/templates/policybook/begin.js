document.documentElement.className = location.hash || location.search ? "js pb-linked" : "js";
try { document.body.dataset.theme = localStorage.getItem("policybook/theme") || "auto"; } catch { document.body.dataset.theme = "auto"; }
