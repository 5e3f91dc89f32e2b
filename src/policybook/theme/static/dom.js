// What several of the site's scripts need: finding and making elements, and what this browser keeps. Each that
// needs it is loaded after it; it does nothing by itself.
const policybookDom = (() => {
  "use strict";

  const OWN = "policybook/";
  const ANSWERS = `${OWN}answer/`;
  /** Where somebody stopped on a path, for the pages that lead back there. */
  const PLACE = `${OWN}place`;
  /** Which questions took more than one try, and when somebody had all of a path right. */
  const MISSED = `${OWN}missed/`;
  const FINISHED = `${OWN}finished`;
  /** What was answered in Jupyter beside this site, which keeps it by itself. */
  const IN_JUPYTER = `${OWN}jupyter/`;
  const REFUSES = "This browser keeps nothing for this site (perhaps this is a private window)";

  const LATER = 28 * 24 * 60 * 60 * 1000;

  // ---- Elements

  /** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement[]} */
  const all = (selector, within = document) => [...within.querySelectorAll(selector)].map((one) => /** @type {HTMLElement} */ (one));

  /**
   * A new element. What is no property of it is an attribute.
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} tag
   * @param {{[name: string]: unknown}} properties
   * @param {...(Node | string)} content
   */
  const make = (tag, properties = {}, ...content) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) Object.assign(element, { [name]: value });
      else element.setAttribute(name, String(value));
    }
    element.append(...content);
    return element;
  };

  /** @param {string} words @param {() => void} does */
  const button = (words, does) => {
    const made = make("button", { type: "button", className: "pb-button pb-quiet" }, words);
    made.addEventListener("click", does);
    return made;
  };

  /** What stands before all else where words may be about danger. @param {string} href */
  const tellFirst = (href) => make("p", { className: "pb-tell-first" }, make("a", { href }, "Tell somebody"), " Has something happened, or does it worry you? Start here.");

  /** @type {Map<string, Promise<any>>} */
  const asked = new Map();
  /**
   * What a script brings under a name, asked for once: a page that is opened from a disk may fetch nothing else.
   * @param {string} src @param {string} name @param {string} failing  what is said where it does not come
   */
  const brought = (src, name, failing) => {
    const found = asked.get(src) ?? new Promise((done, failed) => {
      const script = make("script", { src });
      script.addEventListener("load", () => done(/** @type {any} */ (globalThis)[name]));
      script.addEventListener("error", () => { asked.delete(src); failed(new Error(failing)); });
      document.head.append(script);
    });
    asked.set(src, found);
    return found;
  };

  /** One after another in a sentence. @param {Node[]} parts @param {string} between */
  const listed = (parts, between) => parts.flatMap((part, at) => [at ? between : " ", part]);

  /** What is said of a part of a question that needs an answer and has none; else nothing. @param {HTMLElement} part */
  const lacks = (part) => ("needed" in part.dataset && !part.querySelector(":checked") ? `“${part.querySelector("legend")?.textContent}” is not answered yet.` : "");

  /** What is said beside what is lacking. @param {string} words */
  const lacking = (words) => make("p", { className: "pb-lacks" }, words);
  /** Ties a field to the words that say what it lacks, by their id; "" where it lacks nothing. @param {Element} field @param {string} id */
  const tie = (field, id) => {
    field.setAttribute("aria-invalid", String(Boolean(id)));
    if (id) field.setAttribute("aria-describedby", id);
    else field.removeAttribute("aria-describedby");
  };

  /**
   * Where somebody goes on: at the first that they have not come to; else at the first that is not right.
   * @param {string[]} states  of the decisions of a path, each "" where it has no answer
   * @returns {number}  -1 where all are right
   */
  const goesOn = (states) => {
    const ahead = states.indexOf("", states.findLastIndex(Boolean) + 1);
    return ahead < 0 ? states.findIndex((state) => state !== "right") : ahead;
  };

  /** What a question is called, without how many there are. @param {Element} root */
  const called = (root) => root.querySelector("legend strong")?.textContent?.replace(/( of \d+)?\.$/, "") ?? "This question";

  // ---- What a page holds for its script, and what the browser keeps. A private window may refuse, at any time.

  /** What a text holds, or null. @param {string | null | undefined} text @returns {any} */
  const parsed = (text) => {
    try { return JSON.parse(text ?? "null"); } catch { return null; /* not ours, or cut short */ }
  };

  /** @param {string} id  of the element that holds it */
  const dataOf = (id) => parsed(document.getElementById(id)?.textContent);

  /**
   * An answer as it is kept, with the fingerprint of its question, if it is one at all.
   * @param {string | null | undefined} text
   * @returns {{answer: string, fingerprint: string} | null}
   */
  const entry = (text) => {
    const { answer, fingerprint } = parsed(text) ?? {};
    return typeof answer === "string" && typeof fingerprint === "string" ? { answer, fingerprint } : null;
  };

  /**
   * Where somebody stopped, if it is a place at all.
   * @param {string | null} text
   * @returns {{page: string, id: string, called: string, title: string, asked: string[]} | null}
   */
  const placeOf = (text) => {
    const { page, id, called: at, title, asked } = parsed(text) ?? {};
    const whole = [page, id, at, title].every((one) => typeof one === "string") && Array.isArray(asked);
    return whole && /^book\/induction\/[a-z0-9-]+$/.test(page) && /^[a-z0-9-]+$/.test(id) ? { page, id, called: at, title, asked } : null;
  };

  /**
   * The path that somebody finished a while ago, if any: it is time for a refresher.
   * @param {string | null} text
   * @param {number} now
   * @returns {{page: string, title: string} | null}
   */
  const refreshable = (text, now) => {
    const { page, title, at } = parsed(text) ?? {};
    const whole = typeof title === "string" && typeof at === "number" && /^book\/induction\/[a-z0-9-]+$/.test(page);
    return whole && now - at >= LATER ? { page, title } : null;
  };

  /**
   * @template T
   * @param {() => T} what
   * @param {T} otherwise
   */
  const trying = (what, otherwise) => {
    try { return what(); } catch { store.keeps = false; return otherwise; }
  };
  const store = {
    keeps: true,
    /** @param {string} key */
    get: (key) => trying(() => localStorage.getItem(key), null),
    /** @param {string} key @param {string} text */
    set: (key, text) => trying(() => localStorage.setItem(key, text), undefined),
    /** @param {string} key */
    remove: (key) => trying(() => localStorage.removeItem(key), undefined),
    /** What is kept under the handbook's own name. */
    names: () => trying(() => Object.keys(localStorage).filter((key) => key.startsWith(OWN)), []),
    /** @param {string} prefix */
    clear: (prefix) => store.names().filter((key) => key.startsWith(prefix)).forEach(store.remove),
  };

  /** Takes away all that is kept under the handbook's own name: entries, Jupyter's databases, and pages to be read without a connection. */
  const eraseAll = async () => {
    store.clear(OWN);
    const here = new URL(document.documentElement.dataset.content_root ?? ".", location.href).href;
    const parts = [
      async () => { if ((await navigator.serviceWorker.getRegistration())?.scope === here) await (await navigator.serviceWorker.getRegistration())?.unregister(); },
      async () => Promise.all((await caches.keys()).filter((name) => name.startsWith(OWN)).map((name) => caches.delete(name))),
      async () => (await indexedDB.databases()).forEach(({ name }) => { if (name && /^policybook[/ ]/.test(name)) indexedDB.deleteDatabase(name); }),
    ];
    // A browser that has none of them refuses, and keeps nothing there.
    await Promise.allSettled(parts.map((part) => part()));
  };
  /** The button that erases all of it. @param {() => void} after */
  const eraser = (after) => button("Erase all that this handbook keeps in this browser", async () => {
    if (!confirm("Erase your answers, how far you have come, and what this browser remembers of your records? Files that you have saved stay where they are.")) return;
    await eraseAll();
    after();
  });

  /** Somebody comes back by the browser's own button, or answers in another tab. @param {() => void} does */
  const onReturn = (does) => {
    addEventListener("pageshow", does);
    addEventListener("storage", does);
  };

  return { OWN, ANSWERS, PLACE, MISSED, FINISHED, IN_JUPYTER, REFUSES, all, make, button, tellFirst, brought, listed, lacks, lacking, tie, goesOn, called, parsed, dataOf, entry, placeOf, refreshable, store, eraser, onReturn };
})();
// For tests/js, where a script has its names to itself.
Object.assign(globalThis, { policybookDom });
