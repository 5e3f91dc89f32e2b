// Previews of cited clauses (WCAG 1.4.13): a.pb-cite shows the text that data-preview has for it, on hover and on focus.
// It stays while the pointer is on it, Escape puts it away, and on touch and on paper the citation is a plain link.
(() => {
  "use strict";
  const wanted = "a.pb-cite";
  // Said once on a page of what it cites, and taken up before any other script moves it.
  const texts = new Map([...document.querySelectorAll("a.pb-cite[data-preview]")].map((link) => [link.getAttribute("href"), link.dataset.preview]));
  const article = document.getElementById("furo-main-content");
  let tip = null;
  let shownFor = null;
  let timer = 0;

  const make = () => {
    tip = document.createElement("div");
    tip.id = "pb-preview";
    tip.className = "pb-preview";
    tip.setAttribute("role", "tooltip");
    tip.hidden = true;
    tip.addEventListener("pointerenter", () => clearTimeout(timer));
    tip.addEventListener("pointerleave", () => later(hide, 200));
    article.append(tip);
  };
  const later = (what, delay) => { clearTimeout(timer); timer = setTimeout(what, delay); };

  const place = (link) => {
    // A citation may run over two lines: stand by the line that the reader is on.
    const line = link.getClientRects()[0] || link.getBoundingClientRect();
    const gap = 6;
    const room = document.documentElement.clientWidth;
    const box = tip.getBoundingClientRect();
    const left = Math.max(gap, Math.min(line.left, room - box.width - gap));
    const below = line.bottom + gap + box.height <= innerHeight;
    const top = below || line.top < box.height + gap ? line.bottom + gap : line.top - gap - box.height;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${top + scrollY}px`;
  };
  // In a long handbook what stands on a page is brought once something of it is looked at: ext/search_parts.py.
  const bring = (link) => new Promise((done) => {
    const root = new URL(document.documentElement.dataset.content_root, location.href).href;
    const page = link.href.slice(root.length).replace(/[?#].*/, "").replace(/(?:\.html)?$/, "");
    const script = document.createElement("script");
    script.src = `${root}_static/search-parts/pages/${page}.js`;
    script.onload = () => {
      for (const [, , id, words] of globalThis.policybookSearch_pages?.[`${page}.html`] ?? []) {
        if (`#${id}` === link.hash) texts.set(link.getAttribute("href"), words.split("\n")[0]);
      }
      done();
    };
    script.onerror = () => done();
    document.head.append(script);
  });
  const show = async (link) => {
    clearTimeout(timer);
    if (shownFor === link) return;
    hide();
    shownFor = link;
    if (!texts.has(link.getAttribute("href"))) await bring(link);
    const words = texts.get(link.getAttribute("href"));
    if (shownFor !== link || !words) return;
    if (!tip) make();
    tip.textContent = words;
    tip.hidden = false;
    link.setAttribute("aria-describedby", tip.id);
    place(link);
  };
  const hide = () => {
    clearTimeout(timer);
    if (!shownFor) return;
    shownFor.removeAttribute("aria-describedby");
    shownFor = null;
    if (tip) tip.hidden = true;
  };
  const cited = ({ target }) => {
    const link = target instanceof Element ? target.closest(wanted) : null;
    return link && (texts.has(link.getAttribute("href")) || (article && "parts" in article.dataset && link.hash)) ? link : null;
  };

  document.addEventListener("pointerover", (event) => {
    const link = cited(event);
    if (!link || event.pointerType === "touch") return;
    if (shownFor === link) clearTimeout(timer);
    else later(() => show(link), 150);
  });
  document.addEventListener("pointerout", (event) => {
    const link = cited(event);
    if (link && !link.contains(event.relatedTarget)) later(hide, 200);
  });
  document.addEventListener("focusin", (event) => {
    const link = cited(event);
    if (link && link.matches(":focus-visible")) show(link);
  });
  document.addEventListener("focusout", (event) => { if (cited(event)) hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("beforeprint", hide);
})();
