// The menu on a phone, the choice of colours, "On this page", and printing. Every page works without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);

  // The menu: real buttons. While it is open the rest of the page is inert; while it is shut it is out of reach.
  const menu = byId("pb-menu");
  const opener = byId("pb-menu-open");
  const closer = byId("pb-menu-close");
  const narrow = matchMedia("(max-width: 62.99em)");
  const others = [...document.body.children, ...menu.parentElement.children].filter(
    (element) => !element.contains(menu) && !["SCRIPT", "NOSCRIPT"].includes(element.tagName),
  );
  const isOpen = () => root.classList.contains("pb-menu-is-open");
  const setMenu = (open) => {
    root.classList.toggle("pb-menu-is-open", open);
    menu.inert = narrow.matches && !open;
    opener.setAttribute("aria-expanded", String(open));
    others.forEach((element) => { element.inert = open; });
  };
  // The menu opens at where one is, where that is not in sight anyway.
  const here = menu.querySelector("[aria-current='page']");
  const show = (box) => {
    const at = here ? here.getBoundingClientRect().bottom - box.getBoundingClientRect().top + box.scrollTop : 0;
    box.scrollTop = at > box.clientHeight ? at - box.clientHeight / 2 : 0;
  };
  const shut = () => { setMenu(false); opener.focus(); };
  opener.addEventListener("click", () => { setMenu(true); show(menu); closer.focus({ preventScroll: true }); });
  closer.addEventListener("click", shut);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && isOpen()) shut(); });
  document.addEventListener("click", (event) => {
    if (isOpen() && !menu.contains(event.target) && event.target !== opener) shut();
  });
  const begin = () => {
    setMenu(false);
    // On a phone it is measured when it is opened, and not while a page comes.
    if (!narrow.matches) show(menu.firstElementChild);
  };
  narrow.addEventListener("change", begin);
  begin();

  // Colours: as the device has them, light, or dark. The button says which.
  const colours = byId("pb-colours");
  const names = { auto: "automatic", light: "light", dark: "dark" };
  const order = Object.keys(names);
  const name = () => { colours.textContent = `Colours: ${names[document.body.dataset.theme] || names.auto}`; };
  colours.addEventListener("click", () => {
    const next = order[(order.indexOf(document.body.dataset.theme) + 1) % order.length];
    document.body.dataset.theme = next;
    try { localStorage.setItem("policybook/theme", next); } catch { /* private window: the choice lasts for this page */ }
    name();
  });
  name();

  // "On this page" stands open beside the words where there is a column for it, and elsewhere at the foot of the menu.
  const contents = document.querySelector(".pb-toc");
  if (contents) {
    const beside = contents.parentElement;
    const wide = matchMedia("(min-width: 78em)");
    const fit = () => (wide.matches ? beside : menu.querySelector(".pb-menu")).append(contents);
    contents.firstElementChild.open = true;
    contents.addEventListener("click", (event) => { if (event.target.closest("a")) setMenu(false); });
    wide.addEventListener("change", fit);
    fit();
  }

  // Once this page stands, and the browser has nothing else to do, what is needed without a connection is kept: worker.js.
  const { serviceWorker } = navigator;
  if (serviceWorker && location.protocol !== "file:") {
    const keep = () => { serviceWorker.register(`${root.dataset.content_root}worker.js`).catch(() => { /* this browser keeps nothing */ }); };
    addEventListener("load", () => (globalThis.requestIdleCallback ?? setTimeout)(keep));
    // A page of an earlier build was shown while the network was slow, and the newer one has come.
    serviceWorker.addEventListener("message", ({ data }) => { if (data === "newer") location.reload(); });
  }

  // What a long page folds is whole on paper, and folded again afterwards; other folds are as their reader has them.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(":is(.pb-more, .pb-card):not([open])")];
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => { opened.forEach((details) => { details.open = false; }); });

  // A link into something folded away unfolds it, whatever else it is folded into, before the browser looks where it is.
  const unfold = (hash) => {
    let target;
    try { target = hash && byId(decodeURIComponent(hash.slice(1))); } catch { return; }
    let fold = target && target.closest("details:not([open])");
    if (!fold) return;
    for (; fold; fold = target.closest("details:not([open])")) fold.open = true;
    target.scrollIntoView({ behavior: "instant" });
  };
  const arrive = () => unfold(location.hash);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href*='#']");
    if (link && link.pathname === location.pathname) unfold(link.hash);
  });
  addEventListener("hashchange", arrive);
  arrive();
})();
