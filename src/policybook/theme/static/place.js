// Offers the path that somebody began, on the pages that lead to it: where they stopped is kept in this browser alone.
(() => {
  "use strict";

  const { PLACE, make, placeOf, store, onReturn } = policybookDom;
  const title = document.querySelector("article h1");
  const offer = make("p", { className: "pb-place" });
  title?.after(offer);

  const show = () => {
    const place = placeOf(store.get(PLACE));
    offer.hidden = !place;
    if (!place) return;
    const { page, id, called, title: path } = place;
    const href = `${document.documentElement.dataset.content_root ?? ""}${page}.html#${id}`;
    offer.replaceChildren(make("a", { href, className: "pb-go-on" }, `Go on: ${called.toLowerCase()}`), ` ${path}`);
  };
  show();
  onReturn(show);
})();
