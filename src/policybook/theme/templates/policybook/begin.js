document.documentElement.className = "js";
try { document.body.dataset.theme = localStorage.getItem("policybook/theme") || "auto"; } catch { document.body.dataset.theme = "auto"; }
