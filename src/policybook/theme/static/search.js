// The search page: what the build lists (search-index.js; search-more.js for training and proposals) is made an index
// of here, by MiniSearch, when somebody comes to search. Nothing typed leaves the browser.

/** @typedef {[string, string, string, string, string | string[] | number[]]} Listed  kind, title, anchor, sentences, other words or the everyday questions that have them */
/** @typedef {{[page: string]: Listed[]}} Part */
/** @typedef {{kind: string, title: string, href: string, text: string, words: string, near: string, says?: string, whole?: boolean}} Entry */
/** @typedef {Entry & {sentence: string, layer: string, marks: (word: string) => boolean}} Result */
/** @typedef {{results: Result[], fits: boolean, thin: boolean, worried: boolean}} Found */
const policybookSearch = (() => {
  "use strict";

  const { tokens, IDLE, stem, worry } = policybookWords;
  /** What each kind is called, its place among the others, and what its words count for. @type {{[kind: string]: [string, number, number]}} */
  const KINDS = {
    card: ["Tell somebody", 0, 1.5],
    clause: ["Policy", 0, 1.3],
    may: ["May I …?", 0, 1.3],
    office: ["Who holds this office", 0, 1],
    term: ["Glossary", 0, 0.8],
    page: ["Page", 0, 1],
    decision: ["Training: a decision", 1, 0.8],
    part: ["Page", 1, 0.7],
    practice: ["Not policy", 2, 0.9],
    house: ["House rule of this handbook, not policy", 2, 0.9],
    guidance: ["Outside guidance, not policy", 2, 0.9],
    note: ["Interpretation of the policy", 2, 0.7],
    proposal: ["Proposal, not policy", 3, 0.8],
  };
  /** @type {{[says: string]: [string, string]}} */
  const SAYS = { yes: ["Yes", "keeps"], no: ["No", "against"], ask: ["Ask first", "judgement"], silent: ["The policy does not say", "silent"] };

  /** What is listed, with what it refers to put in. @param {Part[]} parts @param {string} left @returns {Entry[]} */
  const entries = (parts, left) => {
    const all = parts.flatMap((part) => Object.entries(part).flatMap(([page, listed]) => listed.map((one) => ({ page, one }))));
    const asked = all.filter(({ one }) => one[0] === "may");
    const quoted = new Map(all.map(({ one }) => [one[2], one[3].split("\n")[0] ?? ""]));
    return all.map(({ page, one: [kind, title, anchor, text, others] }) => {
      const isAsked = typeof others[0] === "number";
      const words = isAsked ? "" : [others].flat().join(" ");
      const near = `${anchor} ${isAsked ? [...others].map((at) => asked[Number(at)]?.one.flat().join(" ")).join(" ") : ""}`;
      const [says = "", by = ""] = kind === "may" ? text.split(" ") : [];
      const entry = { kind, title, href: anchor ? `${page}#${anchor}` : page, text, words, near };
      const said = by && quoted.get(by);
      return says ? { ...entry, says, text: said || left, whole: !said } : entry;
    });
  };

  /** A number of a clause stays whole, with its letter. @param {string} text */
  const split = (text) => tokens(text.replace(/\b(\d)\s?\(([a-z])\)/giu, "$1$2"));
  /** @param {string} text */
  const bare = (text) => tokens(text).join("");

  /**
   * A search of these: `find` gives what fits, best first, and how much of what is typed the best of it has.
   * @param {Part[]} parts @param {{same: string, first: string, left: string}} words  those that mean the same, how those begin that are told first, and what to do in doubt
   */
  const search = (parts, { same, first, left }) => {
    const all = entries(parts, left);
    const alike = same.split("|").map((words) => words.split(" ").map(stem));
    /** How often each word stands there. @type {Map<string, number>} */
    const known = new Map();
    const index = new MiniSearch({
      fields: ["title", "words", "near", "text"],
      tokenize: split,
      processTerm: (term) => {
        const word = IDLE.has(term) ? "" : stem(term);
        known.set(word, (known.get(word) ?? 0) + 1);
        return word;
      },
    });
    index.addAll(all.map((entry, id) => ({ ...entry, id })));
    /** For slips in words that are told first. */
    const starts = new MiniSearch({ fields: ["start"] });
    starts.addAll(first.split(" ").map((start, id) => ({ id, start })));

    /** What a word may stand for: itself, what means the same, and what it is where two letters changed places. @param {string} word */
    const meant = (word) => {
      const turned = known.has(word) ? [] : [...word].map((letter, at) => `${word.slice(0, at)}${word[at + 1] ?? ""}${letter}${word.slice(at + 2)}`).filter((other) => known.has(other));
      return [word, ...turned, ...[word, ...turned].flatMap((one) => alike.filter((words) => words.includes(one)).flat())];
    };
    /** @param {string} word */
    const isNew = (word) => !known.has(word);
    /** How much a word says: a rare one more. @param {string} word */
    const weight = (word) => Math.log(1 + all.length / (1 + (known.get(word) ?? 0)));
    /** @param {string[]} words */
    const weigh = (words) => words.reduce((sum, word) => sum + weight(word), 0);

    /** Words that are written as two, as one. @param {string[]} words */
    const joined = (words) => {
      const isOne = (/** @type {number} */ at) => at >= 0 && at + 1 < words.length && known.has(stem(`${words[at]}${words[at + 1]}`));
      return words.flatMap((word, at) => (isOne(at - 1) ? [] : [isOne(at) ? `${word}${words[at + 1]}` : word]));
    };

    /**
     * What fits, best first. It `fits` where much of what is typed is there; it is `thin` where the rest should be searched too.
     * @param {string} typed @returns {Found}
     */
    const find = (typed) => {
      const words = joined(split(typed));
      const asked = [...new Set(words.filter((word) => !IDLE.has(word)).map(stem))];
      const queries = asked.map((word) => ({
        queries: meant(word),
        tokenize: (/** @type {string} */ text) => [text],
        processTerm: (/** @type {string} */ term) => term,
      }));
      const matches = index.search({ queries }, {
        boost: { words: 3, title: 3, near: 0.5 },
        boostTerm: (term) => (asked.includes(term) ? 1 : 0.7),
        prefix: (term) => term.length > (isNew(term) ? 2 : 4),
        fuzzy: (term) => (isNew(term) && term.length > 3 ? (term.length < 8 ? 1 : 2) : false),
        weights: { prefix: 0.4, fuzzy: 0.5 },
      });
      const scored = matches.map(({ id, score, match, queryTerms }) => {
        const entry = /** @type {Entry} */ (all[id]);
        const share = weigh(asked.filter((word) => meant(word).some((one) => queryTerms.includes(one)))) / weigh(asked);
        const [, place = 0, counts = 1] = KINDS[entry.kind] ?? [];
        return { entry, place, share, score: score * counts * share, terms: Object.keys(match) };
      });
      const best = Math.max(...scored.map(({ score }) => score));
      const slips = words.filter((word) => isNew(stem(word)) && word.length > 4).join(" ");
      const worried = worry(words, first) || starts.search(slips, { fuzzy: 1 }).length > 0;
      const wanted = asked.includes(stem("proposal"));
      const rank = (/** @type {typeof scored[number]} */ { entry: { kind }, place, score }) => {
        if (kind === "proposal") return wanted ? -2 : 9;
        if (kind === "card" && score > best * (worried ? 0.7 : 0.4)) return worried ? -1 : 0;
        return score < best / 2 ? 4 + place : place;
      };
      const near = scored.filter(({ entry, score }) => score > best / 12 || (wanted && entry.kind === "proposal")).sort((one, other) => rank(one) - rank(other) || other.score - one.score);
      const whole = bare(typed.replace(/^\s*(?:clause|rule)\b/iu, ""));
      const called = whole ? all.filter((entry) => isCalled(entry, whole)) : [];
      const share = called.length ? 1 : Math.max(0, ...scored.map((one) => one.share));
      return {
        results: [...called.map((entry) => shown({ entry, terms: asked })), ...near.filter(({ entry }) => !called.includes(entry)).map(shown)],
        fits: share >= 0.5,
        thin: share < 0.6 || (wanted && !called.length),
        worried,
      };
    };
    return { find };
  };

  /** Whether something is called so, by its number, its title or its id. @param {Entry} entry @param {string} whole */
  const isCalled = ({ kind, title, href }, whole) => kind !== "term" && [title.split(" ")[0], title, href.split("#")[1]].some((name) => name && bare(name) === whole);

  /** A result with the sentence of it that matches best. @param {{entry: Entry, terms: string[]}} scored @returns {Result} */
  const shown = ({ entry, terms }) => {
    const marks = (/** @type {string} */ word) => terms.includes(stem(word.toLowerCase()));
    const sentences = entry.text.split(/(?<=[.?!”])\s+/u).filter(Boolean);
    const counted = sentences.map((sentence) => new Set(split(sentence).map(stem).filter((word) => terms.includes(word))).size);
    const sentence = entry.whole || entry.kind === "card" ? entry.text : sentences[counted.indexOf(Math.max(...counted))] ?? "";
    const [layer = ""] = KINDS[entry.kind] ?? [];
    const isPlain = entry.kind === "clause" && entry.text.split("\n")[0]?.includes(sentence);
    return { ...entry, sentence, marks, layer: isPlain ? `${layer}, in plain words` : layer };
  };

  return { search, split, SAYS };
})();
Object.assign(globalThis, { policybookSearch });

(() => {
  "use strict";
  if (!("document" in globalThis)) return;

  const { search, SAYS } = policybookSearch;
  const { all, make, button, brought, tellFirst, lacking, tie } = policybookDom;
  const [root] = all(".pb-find");
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById("pb-search-field"));
  if (!root || !field) return;
  const TITLE = document.title;
  const FAILS = "The search could not be loaded. Look whether you are connected, and try again.";
  const [FIRST, NEXT] = [8, 20];
  /** So many pages of a list that is too long for one file are searched. */
  const PAGES = 7;
  const { index = "", more = "", parts: folder = "", first = "", same = "", tell = "", may = "", left = "" } = root.dataset;
  const said = make("div", { className: "pb-found-said", id: "pb-found-said", role: "status" });
  const before = make("div");
  const list = make("ol", { className: "pb-found" });
  const after = make("p", { className: "pb-buttons" });
  root.hidden = true;
  root.append(said, before, list, after);

  /** Training and proposals are brought for a second search, or where the first finds little. */
  let whole = false;
  /** @type {ReturnType<typeof search>[]} */
  const made = [];
  /** @param {string} typed */
  const searching = async (typed) => {
    const parts = [await brought(index, "policybookSearch_index", FAILS)];
    if (folder) {
      const { near } = await brought(`${folder}../search-parts.js`, "policybookParts", FAILS);
      parts.push(await near(parts[0], typed, same, PAGES, folder, FAILS));
    }
    if (whole) parts.push(await brought(more, "policybookSearch_more", FAILS));
    const make = () => search(parts, { same, first, left });
    return folder ? make() : made[parts.length] ??= make();
  };
  /** @param {string} typed */
  const find = async (typed) => {
    const found = (await searching(typed)).find(typed);
    if (whole || !found.thin) return found;
    whole = true;
    return (await searching(typed)).find(typed);
  };

  /** @param {Result} result */
  const row = ({ title, href, sentence, layer, says, marks }) => {
    const [words = "", sign = ""] = SAYS[says ?? ""] ?? [];
    const text = sentence.split(/([\p{Letter}\p{Number}]+)/u).map((part) => (marks(part) ? make("mark", {}, part) : part));
    return make("li", {}, make("p", { className: "pb-layer" }, layer), make("a", { href }, title),
      make("p", {}, ...(words ? [make("span", { className: `pb-verdict pb-${sign}` }, words), " "] : []), ...text));
  };

  /** What to do where nothing fits. @param {string} typed */
  const instead = (typed) => {
    const ways = [
      make("li", {}, "Try one plain word, such as “photograph” or “password”."),
      ...(may ? [make("li", {}, make("a", { href: `${may}?${new URLSearchParams({ q: typed })}` }, "May I …?"), " has everyday questions, and lists to choose from.")] : []),
      ...(tell ? [make("li", {}, make("a", { href: tell }, "Tell somebody"), " if something has happened or worries you. You do not need to be sure.")] : []),
      make("li", {}, `That nothing is found does not mean that you may. ${left}`),
    ];
    return make("div", { className: "pb-notice" }, make("p", {}, make("strong", {}, "What you can do:")), make("ul", {}, ...ways));
  };

  /** @param {Found} found @param {string} typed */
  const render = ({ results, fits, worried }, typed) => {
    const silent = fits && results[0]?.says === "silent" ? " The policy does not say: ask first." : "";
    const count = results.length === 1 ? "One result" : `${folder ? "The best " : ""}${results.length} results`;
    said.textContent = fits ? `${count} for “${typed}”.${silent}` : `Nothing here fits “${typed}”.${results.length ? " Some of its words are in what follows." : ""}`;
    before.replaceChildren(...(worried && tell ? [tellFirst(tell)] : []), ...(fits ? [] : [instead(typed)]));
    list.replaceChildren(...results.slice(0, FIRST).map(row));
    offerMore(results.slice(FIRST), new Set(results.slice(0, FIRST).map(({ href }) => href)), typed);
  };
  /** @param {Result[]} rest @param {Set<string>} seen  addresses that stand there @param {string} typed */
  const offerMore = (rest, seen, typed) => {
    const go = button(whole ? `${rest.length} more` : "More results, with training and proposals", async () => {
      const wasWhole = whole;
      whole = true;
      const ahead = wasWhole ? rest : (await searching(typed)).find(typed).results.filter(({ href }) => !seen.has(href));
      const rows = ahead.slice(0, NEXT).map(row);
      list.append(...rows);
      rows[0]?.querySelector("a")?.focus();
      offerMore(ahead.slice(NEXT), seen, typed);
    });
    after.replaceChildren(...(rest.length || !whole ? [go] : []));
  };

  const show = async () => {
    const typed = (new URLSearchParams(location.search).get("q") ?? "").trim();
    field.value = typed;
    document.title = typed ? `${typed} - ${TITLE}` : TITLE;
    try {
      if (typed) render(await find(typed), typed);
    } catch (error) {
      said.textContent = error instanceof Error ? error.message : String(error);
    }
    root.hidden = !typed;
    document.documentElement.classList.add("pb-ready");
  };
  field.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const empty = !field.value.trim();
    tie(field, empty ? said.id : "");
    if (empty) {
      said.replaceChildren(lacking("Type a word, or the number of a clause."));
      [before, list, after].forEach((one) => one.replaceChildren());
      root.hidden = false;
      return;
    }
    whole ||= Boolean(list.children.length);
    history.pushState(null, "", `?${new URLSearchParams({ q: field.value })}`);
    show();
  });
  addEventListener("popstate", show);
  show();
})();
