// Offers the path that somebody began, on the pages that lead to it: where they stopped is kept in this browser alone.
(() => {
  "use strict";

  const { PLACE, FINISHED, make, placeOf, refreshable, store, onReturn } = policybookDom;
  const title = document.querySelector("article h1");
  const offer = make("p", { className: "pb-place" });
  title?.after(offer);

  const show = () => {
    const place = placeOf(store.get(PLACE));
    const done = place ? null : refreshable(store.get(FINISHED), Date.now());
    const found = place ?? done;
    offer.hidden = !found;
    if (!found) return;
    const href = `${document.documentElement.dataset.content_root ?? ""}${found.page}.html${place ? `#${place.id}` : ""}`;
    const words = place ? `Go on: ${place.called.toLowerCase()}` : "Refresh what you know, in five minutes";
    offer.replaceChildren(make("a", { href, className: "pb-go-on" }, words), ` ${found.title}`);
  };
  show();
  onReturn(show);
})();
