// A search whose list is too long to be fetched whole: search.js has this for such a one alone. What is typed says which
// words are fetched, they say on which pages most of them stand, and those are searched as a whole list would be.

/** @typedef {{[word: string]: [number[], number[], number?]}} Run  of a word, what has it in its title and what elsewhere, each as steps from the one before; how many, where not all are listed */
/** @typedef {{pages: {[page: string]: number}, starts: string[], version: string}} Places  how much stands on each page, and the first word of each run */
const policybookParts = (() => {
  "use strict";

  const { IDLE, stem } = policybookWords;
  const { split } = policybookSearch;
  /** What a word counts for that only means the same, and one that is near what is typed or begins so; and for being in a title. */
  const [ALIKE, NEAR, TITLE] = [0.7, 0.4, 3];

  /**
   * The pages to fetch for what is typed, best first.
   * @param {string} typed @param {Places} places @param {string} same  words that mean the same @param {number} most
   * @param {(run: number) => Promise<Run>} bring
   */
  const pagesFor = async (typed, { pages, starts }, same, most, bring) => {
    const alike = same.split("|").map((words) => words.split(" ").map(stem));
    let total = 0;
    const ends = Object.values(pages).map((count) => (total += count));

    /** @param {string} word */
    const runOf = (word) => Math.max(0, starts.findLastIndex((start) => start <= word));
    /** The words of some runs. @param {number[]} runs @returns {Promise<Run>} */
    const wordsOf = async (runs) => Object.assign({}, ...await Promise.all(runs.filter((run) => run in starts).map(bring)));
    /** What is like a word, with what each counts for. @param {string} word @param {number} counts @returns {Promise<[Run, [string, number][]]>} */
    const like = async (word, counts) => {
      const run = runOf(word);
      let found = await wordsOf([run]);
      const isNew = !Object.hasOwn(found, word);
      const prefix = word.length > (isNew ? 2 : 4);
      const fuzzy = isNew && word.length > 3 && (word.length < 8 ? 1 : 2);
      const turned = isNew ? [...word].map((letter, at) => `${word.slice(0, at)}${word[at + 1] ?? ""}${letter}${word.slice(at + 2)}`) : [];
      const near = () => {
        const known = new MiniSearch({ fields: ["id"] });
        known.addAll(Object.keys(found).map((id) => ({ id })));
        const exact = [word, ...turned].filter((one) => Object.hasOwn(found, one));
        return new Map([...known.search(word, { prefix, fuzzy }).map(({ id }) => /** @type {[string, number]} */ ([String(id), counts * NEAR])), ...exact.map((one) => /** @type {[string, number]} */ ([one, counts]))]);
      };
      found = { ...found, ...await wordsOf([run + 1, run + 2].filter((at) => prefix && starts[at]?.startsWith(word))) };
      // A slip may lie beside where the word would be.
      if (isNew && !near().size) found = { ...found, ...await wordsOf([run - 1, run + 1]) };
      return [found, [...near()]];
    };

    const typedWords = split(typed);
    const joined = typedWords.slice(1).map((word, at) => stem(`${typedWords[at]}${word}`));
    const asked = [...new Set(typedWords.filter((word) => !IDLE.has(word)).map(stem))];
    /** @type {Map<number, number>} */
    const scores = new Map();
    for (const word of [...asked, ...joined]) {
      const meant = [word, ...alike.filter((words) => words.includes(word)).flat().filter((one) => one !== word)];
      /** @type {Map<number, number>} */
      const best = new Map();
      const isJoined = !asked.includes(word);
      for (const [found, near] of await Promise.all(meant.map((one) => (isJoined ? only(one, runOf, bring) : like(one, one === word ? 1 : ALIKE))))) {
        for (const [one, counts] of near) {
          const [titled = [], beside = [], count = titled.length + beside.length] = found[one] ?? [];
          const says = counts * Math.log(1 + total / (1 + count));
          [titled, beside].forEach((steps, at) => {
            let entry = 0;
            for (const step of steps) {
              entry += step;
              best.set(entry, Math.max(best.get(entry) ?? 0, says * (at ? 1 : TITLE)));
            }
          });
        }
      }
      for (const [entry, score] of best) scores.set(entry, (scores.get(entry) ?? 0) + score);
    }
    const names = Object.keys(pages);
    const ranked = [...scores].sort(([one, score], [other, better]) => better - score || one - other);
    /** @type {Set<string>} */
    const chosen = new Set();
    for (const [entry] of ranked) {
      if (chosen.size === most) break;
      chosen.add(names[ends.findIndex((end) => entry < end)] ?? "");
    }
    return [...chosen];
  };
  /** A word as it is, where it is. @param {string} word @param {(word: string) => number} runOf @param {(run: number) => Promise<Run>} bring @returns {Promise<[Run, [string, number][]]>} */
  const only = async (word, runOf, bring) => {
    const found = await bring(runOf(word));
    return [found, Object.hasOwn(found, word) ? [[word, 1]] : []];
  };

  /** What is listed on a page and is not among what was fetched first. @param {Part} first @param {string} page @param {Listed[]} listed */
  const others = (first, page, listed) => listed.filter(([, , anchor]) => !first[page]?.some((one) => one[2] === anchor));

  /**
   * What is listed on the pages that fit best what is typed.
   * @param {Part} first  what was fetched before  @param {string} typed @param {string} same @param {number} most @param {string} folder  where the files are @param {string} failing
   */
  const near = async (first, typed, same, most, folder, failing) => {
    /** @type {Places} */
    const places = /** @type {any} */ (globalThis).policybookSearch_places;
    /** @param {string} kind @param {number | string} key @param {string} [file] */
    const bring = async (kind, key, file = String(key)) => (await policybookDom.brought(`${folder}${kind}/${encodeURI(file)}.js?v=${places.version}`, `policybookSearch_${kind}`, failing))[key];
    const pages = await pagesFor(typed, places, same, most, (run) => bring("words", run));
    return Object.fromEntries(await Promise.all(pages.map(async (page) => [page, others(first, page, await bring("pages", page, page.replace(/\.html$/u, "")))])));
  };

  return { pagesFor, others, near };
})();
Object.assign(globalThis, { policybookParts });
