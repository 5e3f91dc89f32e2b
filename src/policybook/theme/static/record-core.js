// What a completion record is, without a page: tests/js tries it, and a shared test holds it to policybook.records.record,
// whose records these are byte for byte.
//
// It has a SHA-256 of its own because a browser lends its own only to pages that came by https, and this one may
// come from a disk.

/**
 * @typedef {{name: string, fingerprint: string}} Edition
 * @typedef {{answer: string, question: string}} Given
 * @typedef {{
 *   format: string, name: string, role: string, reader: string, path: string, edition: Edition, date: string,
 *   answers: Record<string, Given>, clauses: Record<string, string>, digest: string
 * }} CompletionRecord
 * @typedef {{id: string, fingerprint: string, right: string[], critical: boolean, clauses: string[]}} Decision
 * @typedef {Decision & {page: string, called: string, address: string}} Asked
 * @typedef {"right" | "not-yet" | "stale" | ""} State
 * @typedef {{
 *   edition: Edition, path: string, reader: string, date: string,
 *   questions: Record<string, string>, clauses: Record<string, string>
 * }} Done
 */
const policybookRecord = (() => {
  "use strict";

  const { OWN, entry, parsed } = policybookDom;
  const FORMAT = "policybook-record-1";
  const DONE = `${OWN}done/`;
  const LONGEST = 120;

  // The same two lists as in policybook.records.record: what does not show or turns the line round, and what is a space.
  // eslint-disable-next-line no-control-regex -- they are what is to be taken out
  const HIDDEN = /[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]/gu;
  // eslint-disable-next-line no-control-regex -- and these are spaces
  const SPACES = /[\t-\r\x1c-\x20\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;

  /**
   * A name as it is kept: one line, without what does not show, and no longer than a name is.
   * @param {string} text
   */
  const cleaned = (text) => {
    /** @param {string} words */
    const trimmed = (words) => words.replace(/^ +| +$/g, "");
    const words = trimmed(text.replace(HIDDEN, "").replace(SPACES, " "));
    return trimmed([...words].slice(0, LONGEST).join(""));
  };

  /**
   * The same value with the keys of every object sorted. All of ours are plain ASCII.
   * @param {unknown} value
   * @returns {unknown}
   */
  const sorted = (value) => {
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
  };

  /**
   * The text that the digest is taken of: every key but `digest`, sorted, without spaces.
   * @param {object} record
   */
  const canonical = (record) => {
    const kept = Object.fromEntries(Object.entries(record).filter(([key]) => key !== "digest"));
    return JSON.stringify(sorted(kept));
  };

  // ---- SHA-256, as FIPS 180-4 has it

  const primes = (() => {
    /** @type {number[]} */
    const found = [];
    for (let number = 2; found.length < 64; number += 1) {
      if (found.every((prime) => number % prime)) found.push(number);
    }
    return found;
  })();
  /**
   * The first 32 bits of the fraction of a root, in whole numbers: what Math.cbrt gives may differ in its last digit.
   * @param {number} prime @param {bigint} degree
   */
  const fraction = (prime, degree) => {
    const power = BigInt(prime) << (32n * degree);
    let root = 0n;
    for (let bit = 1n << 40n; bit; bit >>= 1n) if ((root + bit) ** degree <= power) root += bit;
    return Number(BigInt.asIntN(32, root));
  };
  const START = primes.slice(0, 8).map((prime) => fraction(prime, 2n));
  const ROUND = Int32Array.from(primes, (prime) => fraction(prime, 3n));

  /**
   * Sha256 of a text in UTF-8, as 64 digits.
   * @param {string} text
   */
  const sha256 = (text) => {
    const bytes = new TextEncoder().encode(text);
    const blocks = Math.ceil((bytes.length + 9) / 64);
    const view = new DataView(new ArrayBuffer(blocks * 64));
    bytes.forEach((byte, at) => view.setUint8(at, byte));
    view.setUint8(bytes.length, 0x80);
    view.setUint32(blocks * 64 - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(blocks * 64 - 4, bytes.length << 3);
    const hash = Int32Array.from(START);
    const words = new Int32Array(64);
    /** @param {number} at */
    const word = (at) => words[at] ?? 0;
    /** @param {number} value @param {number} by */
    const turned = (value, by) => (value >>> by) | (value << (32 - by));
    for (let block = 0; block < blocks; block += 1) {
      for (let at = 0; at < 16; at += 1) words[at] = view.getInt32(block * 64 + at * 4);
      for (let at = 16; at < 64; at += 1) {
        const [near, far] = [word(at - 2), word(at - 15)];
        const one = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
        const other = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
        words[at] = word(at - 16) + one + word(at - 7) + other;
      }
      let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
      for (let at = 0; at < 64; at += 1) {
        const sum = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
        const one = (h + sum + ((e & f) ^ (~e & g)) + (ROUND[at] ?? 0) + word(at)) | 0;
        const other = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        [a, b, c, d, e, f, g, h] = [(one + other) | 0, a, b, c, (d + one) | 0, e, f, g];
      }
      [a, b, c, d, e, f, g, h].forEach((value, at) => { hash[at] = (hash[at] ?? 0) + value; });
    }
    return [...hash].map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
  };

  /**
   * The first digits of a fingerprint as a person can compare them.
   * @param {string} fingerprint
   */
  const codeOf = (fingerprint) => [0, 4, 8].map((at) => fingerprint.slice(at, at + 4)).join("-");

  // ---- what a page asks

  /**
   * Clauses by their numbers, as a page's data has them: `clauses` begins each with its id and its mark.
   * @param {(string | number)[]} numbers
   * @param {Record<string, string[]>} clauses
   */
  const named = (numbers, clauses) => numbers.map((at) => clauses[at]?.[0] ?? String(at));

  /**
   * The mark of each clause, by its id.
   * @param {Record<string, string[]>} clauses
   * @returns {Record<string, string>}
   */
  const marksOf = (clauses) => Object.fromEntries(Object.values(clauses).map(([name, mark = ""]) => [name, mark]));

  /**
   * The questions that stand on other pages.
   * @param {{pages: string[][], questions: any[][]}} data
   * @param {Record<string, string[]>} clauses
   * @returns {Asked[]}
   */
  const asked = ({ pages, questions }, clauses) => questions.map(([id, fingerprint, right, critical, at, number, cited]) => {
    const [page = "", title] = pages[at] ?? [];
    return {
      id,
      fingerprint,
      right: right.split(";"),
      critical: Boolean(critical),
      clauses: named(cited, clauses),
      page,
      called: `${title}, question ${number}`,
      address: `${page}#${id}`,
    };
  });

  // ---- a record

  /**
   * What this browser has for a decision.
   * @param {string | null | undefined} text  as quiz.js keeps it
   * @param {Decision} decision
   * @returns {{state: State, answer: string}}
   */
  const stateOf = (text, decision) => {
    const kept = entry(text);
    if (!kept) return { state: "", answer: "" };
    if (kept.fingerprint !== decision.fingerprint) return { state: "stale", answer: "" };
    if (!/^[a-z]( [a-z])*$/.test(kept.answer)) return { state: "", answer: "" };
    return { state: decision.right.includes(kept.answer) ? "right" : "not-yet", answer: kept.answer };
  };

  /**
   * A record, and the text of its file.
   * @param {{name: string, role: string, reader: string, path: string, edition: Edition, date: string}} facts
   * @param {Decision[]} decisions
   * @param {Record<string, string>} clauses  the mark of each clause, by its id
   * @param {(id: string) => string | null} kept
   * @returns {{record: CompletionRecord, text: string}}
   */
  const make = (facts, decisions, clauses, kept) => {
    /** @type {Record<string, Given>} */
    const answers = {};
    /** @type {Record<string, string>} */
    const cited = {};
    for (const decision of decisions) {
      const { answer } = stateOf(kept(decision.id), decision);
      if (answer) answers[decision.id] = { answer, question: decision.fingerprint };
      for (const name of decision.clauses) cited[name] = clauses[name] ?? "";
    }
    const record = {
      format: FORMAT,
      name: cleaned(facts.name),
      role: cleaned(facts.role),
      reader: facts.reader,
      path: facts.path,
      edition: { name: facts.edition.name, fingerprint: facts.edition.fingerprint },
      date: facts.date,
      answers: /** @type {Record<string, Given>} */ (sorted(answers)),
      clauses: /** @type {Record<string, string>} */ (sorted(cited)),
      digest: "",
    };
    record.digest = sha256(canonical(record));
    return { record, text: `${JSON.stringify(record, null, 1)}\n` };
  };

  /**
   * What a record's file is called: no name of a person stands in it.
   * @param {CompletionRecord} record
   */
  const fileName = (record) => {
    const reader = record.reader ? `-${record.reader}` : "";
    return `record-${record.path.replaceAll("/", "-")}${reader}-${record.date}-${record.digest.slice(0, 6)}.json`;
  };

  // ---- what has changed since

  /**
   * What is remembered of a record, if it can be trusted. No name is in it.
   * @param {string | null} text
   * @returns {Done | null}
   */
  const done = (text) => {
    const found = parsed(text);
    const texts = [found?.edition?.name, found?.edition?.fingerprint, found?.date];
    const maps = [found?.questions, found?.clauses];
    const fits = texts.every((one) => typeof one === "string")
      && maps.every((one) => typeof one === "object" && one !== null && Object.values(one).every((value) => typeof value === "string"));
    return fits ? found : null;
  };

  /**
   * The decisions to look at again since a record was made, and the clauses that have changed.
   * @param {Done} then
   * @param {Decision[]} decisions  of the same path, as they are now
   * @param {Record<string, string>} clauses  the mark of each clause now, by its id
   */
  const since = (then, decisions, clauses) => {
    const changed = Object.keys(then.clauses).filter((name) => clauses[name] !== then.clauses[name]).sort();
    const again = decisions.filter(({ id, fingerprint, clauses: cited }) => (
      then.questions[id] !== fingerprint || cited.some((name) => changed.includes(name))
    )).map(({ id }) => id);
    return { changed, again };
  };

  /**
   * A day as people write it.
   * @param {string} iso
   */
  const writtenOut = (iso) => {
    const [year = 0, month = 1, day = 1] = iso.split("-").map(Number);
    return new Date(year, month - 1, day).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  };

  return { DONE, LONGEST, cleaned, canonical, sha256, codeOf, named, marksOf, asked, stateOf, make, fileName, done, since, writtenOut };
})();
Object.assign(globalThis, { policybookRecord });
