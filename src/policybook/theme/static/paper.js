// A page of questions on paper: room for a name and a date at its head, and the key on a sheet of its own at the end.
// Both are made for the printer and taken away afterwards: on the screen nothing gives an answer away.
(() => {
  "use strict";

  const { all, called, make } = policybookDom;
  const LINE = "_".repeat(28);
  /** @type {HTMLElement[]} */
  let made = [];

  /** "A and C; or B": every right answer of a question, in words. @param {HTMLElement} root */
  const right = ({ dataset }) => {
    const joined = dataset.kind === "order" ? ", then " : " and ";
    return (dataset.right ?? "").toUpperCase().split(";").map((one) => one.split(" ").join(joined)).join("; or ");
  };

  addEventListener("beforeprint", () => {
    const title = document.querySelector("article h1");
    const scored = all("fieldset.pb-question[data-right]");
    if (!title?.parentElement || !scored.length || document.documentElement.classList.contains("pb-printing")) return;
    const head = make("p", { className: "pb-paper-head" }, `Name: ${LINE}   Date: ${LINE.slice(10)}`);
    const key = make("section", { className: "pb-key" },
      make("h2", {}, `Key to: ${title.textContent ?? ""}`),
      make("p", {}, "For whoever looks at the answers. Why each is right, and which clause it rests on, is on the page on the screen."),
      make("ol", {}, ...scored.map((root) => make("li", {}, make("strong", {}, `${called(root)}: `), right(root)))));
    title.after(head);
    title.parentElement.append(key);
    made = [head, key];
  });
  addEventListener("afterprint", () => made.splice(0).forEach((one) => one.remove()));
})();
