// “May I …?”: a field, lists to choose from, and one screen that answers. Every answer is looked up in a table that the
// build worked out by judging (may-table.js, asked for when somebody asks); nothing is decided here. What is typed is
// never answered by itself: it offers questions. Without this script the page is a list to browse.

/** @typedef {[string, string, string, string, string]} Said  headline, verb, by what, notes, handed to */
/** @typedef {{rows: [number, number, number, number[]][], parts: string[], cells: number[][], said: (Said | [string, string] | null)[], duties: number[], headlines: {[headline: string]: [string, string]}, acts: {[name: string]: [number, string, string]}, people: {[name: string]: string}, things: {[name: string]: [string, string, string[]?]}, who: string[], texts: {[name: string]: [string, string, string?]}}} Table */
/** @typedef {{who: string, act: string, whom: string, given: string[]}} Situation */
const policybookMay = (() => {
  "use strict";

  const { meaning } = policybookWords;
  const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

  /** Every choice of at most so many of the classes 1 … count, in the table's order. @param {number} count @param {number} most */
  const groups = (count, most) => {
    /** @type {number[][]} */
    let last = [[]];
    const found = [...last];
    for (let size = 0; size < most; size += 1) {
      last = last.flatMap((group) => {
        const from = group.at(-1) ?? 0;
        return Array.from({ length: count - from }, (_, at) => [...group, from + at + 1]);
      });
      found.push(...last);
    }
    return found.map(String);
  };

  /**
   * What the table says in one row.
   * @param {Table} table @param {number} row @param {Situation} asked @param {string[]} words  to whom or what @param {number} most
   */
  const look = (table, row, { who, whom, given }, words, most) => {
    const [ofWho = 0, ofWhom = 0, ofFacts = 0, cells = []] = table.rows[row] ?? [];
    /** @param {number} part @param {string[]} names @param {string} name */
    const classed = (part, names, name) => DIGITS.indexOf(table.parts[part]?.[names.indexOf(name)] ?? "");
    const things = Object.keys(table.things);
    const facts = [...new Set(given.map((fact) => classed(ofFacts, things, fact)))].filter(Boolean).sort((one, other) => one - other);
    const digits = (/** @type {number} */ part) => Math.max(...[...table.parts[part] ?? ""].map((digit) => DIGITS.indexOf(digit)));
    const across = digits(ofWhom) + 1;
    const cell = cells[classed(ofWho, Object.keys(table.people), who) * across + classed(ofWhom, words, whom)] ?? -1;
    return table.said[table.cells[cell]?.[groups(digits(ofFacts), most).indexOf(String(facts))] ?? -1] ?? null;
  };

  /** To whom or what an act may be done, as the table has it. @param {Table} table @param {string} act */
  const objects = (table, act) => {
    const takes = table.acts[act]?.[2];
    if (takes === "things") return Object.keys(table.things);
    return takes === "people" ? Object.keys(table.people) : takes === "recipients" ? ["", ...Object.keys(table.people)] : [""];
  };

  /** @param {Table} table @param {Situation} asked @returns {Said | null} */
  const answer = (table, asked) => /** @type {Said | null} */ (look(table, table.acts[asked.act]?.[0] ?? -1, asked, objects(table, asked.act), 2));

  /** Whom to tell: every duty that the circumstances lay on who acts. @param {Table} table @param {Situation} asked @returns {[string, string][]} */
  const told = (table, { who, act, whom, given }) => {
    const facts = table.acts[act]?.[2] === "things" ? [...given, whom] : given;
    const asked = { who, act, whom: "", given: facts };
    const found = table.duties.map((row) => /** @type {[string, string] | null} */ (look(table, row, asked, [""], 3)));
    return found.flatMap((one) => (one ? [one] : []));
  };

  /**
   * The circumstances that change the answer by themselves: those that are put as a question, and of each class without
   * one its first; not those that a more general one stands for.
   * @param {Table} table @param {Situation} asked
   */
  const turns = (table, asked) => {
    const now = answer(table, asked)?.[0];
    const part = table.parts[table.rows[table.acts[asked.act]?.[0] ?? -1]?.[2] ?? -1] ?? "";
    const live = Object.entries(table.things).map(([fact, [, ask, above]], at) => ({ fact, ask, above, digit: part[at] ?? "0" })).filter(({ digit, above }) => digit !== "0" && above);
    const put = new Set(live.filter(({ ask }) => ask).map(({ digit }) => digit));
    const found = live.filter(({ ask, digit }, at) => ask || (!put.has(digit) && live.findIndex((one) => one.digit === digit) === at));
    const changed = found.map((one) => ({ ...one, says: answer(table, { ...asked, given: [...asked.given, one.fact] })?.[0] ?? "" })).filter(({ fact, says }) => says !== now && !asked.given.includes(fact));
    const general = changed.filter(({ fact, says, above }) => !changed.some((one) => one.fact !== fact && one.says === says && above?.includes(one.fact)));
    return general.sort((one, other) => Number(!one.ask) - Number(!other.ask));
  };

  /** The first word of a link that the table does not have; "" where it has each. @param {Table} table @param {Situation} asked */
  const unknown = (table, { who, act, whom, given }) => {
    if (!(who in table.people)) return who || "who";
    if (!(act in table.acts)) return act || "act";
    if (!objects(table, act).includes(whom)) return whom || "whom";
    return given.find((fact) => !(fact in table.things)) ?? (given.length > 2 ? given[2] ?? "" : "");
  };

  /**
   * The places of the questions that fit words best, best first: rare words count for more.
   * @param {string} typed @param {string[]} texts  of each question, its title and other words
   */
  const fitting = (typed, texts) => {
    const words = texts.map((text) => new Set(meaning(text)));
    /** @param {string} word */
    const rare = (word) => Math.log(1 + texts.length / (1 + words.filter((one) => one.has(word)).length));
    const asked = [...new Set(meaning(typed))];
    /** @param {Set<string>} own */
    const scored = (own) => asked.reduce((sum, word) => sum + (own.has(word) ? rare(word) : [...own].some((one) => word.length > 3 && one.length > 3 && (one.startsWith(word) || word.startsWith(one))) ? rare(word) / 2 : 0), 0);
    const scores = words.map((own, at) => ({ at, score: scored(own) / Math.sqrt(5 + own.size) }));
    return scores.filter(({ score }) => score > 0).sort((one, other) => other.score - one.score).slice(0, 3).map(({ at }) => at);
  };

  return { answer, told, turns, unknown, objects, fitting };
})();
Object.assign(globalThis, { policybookMay });

(() => {
  "use strict";
  if (!("document" in globalThis)) return;

  const { answer, told, turns, unknown, objects, fitting } = policybookMay;
  const { tokens, worry } = policybookWords;
  const { all, make, button, brought, tellFirst, lacking, tie } = policybookDom;
  const [root] = all(".pb-may");
  const heading = document.querySelector("article h1");
  if (!root || !heading) return;
  const TITLE = heading.textContent ?? "";
  const MANY = 8;
  const MOST = 2;
  const { table: address = "", tell = "", first = "", silent = "", left: LEFT = "", usual = "" } = root.dataset;
  const asked = all(".pb-asked");
  const titles = asked.map((one) => one.querySelector("summary")?.textContent ?? "");

  /** @returns {Promise<Table>} */
  const table = () => brought(address, "policybookMayTable", "The answers could not be loaded. Find your question in the list below.");
  /** @param {HTMLElement} one  An everyday question. @returns {Situation} */
  const situation = (one) => {
    const [who = "", act = "", whom = "", given = ""] = (one.dataset.asks ?? "").split("|");
    return { who, act, whom, given: given.split(" ").filter(Boolean) };
  };

  // ---- What stands on the page

  const field = make("input", { id: "pb-may-words", type: "text", autocomplete: "off" });
  const offers = make("div", { id: "pb-may-offers", className: "pb-may-offers", role: "status" });
  const lists = make("details", { className: "pb-may-lists" }, make("summary", {}, "Or choose from lists"));
  const panel = make("div", { className: "pb-may-answer", hidden: true });
  const message = make("p", { className: "pb-may-message", role: "alert" });
  const form = make("form", { className: "pb-may-form" },
    make("label", { htmlFor: field.id }, "Ask in your own words"),
    make("span", { className: "pb-field" }, field, make("button", { type: "submit" }, "Ask")));
  root.append(message, form, offers, lists, panel);

  /** @param {string} words @param {string} href */
  const linked = (words, href) => make("a", { href }, words);
  /** @param {Situation} one @param {string} [id] */
  const link = ({ who, act, whom, given }, id) => `#${id ? `${id}&` : ""}${new URLSearchParams({ ...(id ? { who } : { who, act, whom }), given: given.join(" ") })}`;

  const offer = () => {
    const found = fitting(field.value, asked.map((one, at) => `${titles[at]} ${one.dataset.words}`));
    const buttons = found.map((at) => make("a", { className: "pb-chip", href: `#${asked[at]?.id}` }, titles[at] ?? ""));
    const empty = !tokens(field.value).length;
    const none = empty ? lacking("Type a word or two of what you want to do.") : make("p", {}, "No question here fits these words. Choose from the lists, or from the matters below.");
    tie(field, empty ? offers.id : "");
    offers.replaceChildren(...(worry(tokens(field.value), first) ? [tellFirst(tell)] : []), ...(found.length ? [make("p", {}, "Is it one of these?"), ...buttons] : [none]));
  };

  // ---- The lists

  /**
   * @param {string} id @param {string} label @param {[string, string][]} options
   * @returns {[HTMLElement, HTMLSelectElement]}
   */
  const choice = (id, label, options) => {
    const select = make("select", { id: `pb-may-${id}` }, ...options.map(([value, words]) => new Option(words, value)));
    return [make("p", {}, make("label", { htmlFor: select.id }, label), select), select];
  };
  const build = (/** @type {Table} */ data) => {
    const things = Object.keys(data.things);
    /** @type {[string, string][]} */
    const people = data.who.map((name) => [name, data.people[name] ?? name]);
    const acts = /** @type {[string, string][]} */ (Object.entries(data.acts).map(([name, [, ask]]) => [name, `${ask} …`]).sort(([, one = ""], [, other = ""]) => one.localeCompare(other)));
    const [whoField, who] = choice("who", "You are", people);
    const [actField, act] = choice("act", "May I", [["", "Choose what"], ...acts]);
    const [whomField, whom] = choice("whom", "To whom or what", []);
    const [factField, fact] = choice("fact", "When", []);
    const go = make("button", { type: "submit", className: "pb-button" }, "Show the answer");
    const refill = () => {
      const names = objects(data, act.value);
      /** @param {string} name */
      const says = (name) => answer(data, { who: who.value, act: act.value, whom: name, given: [] })?.[0] !== "silent" || turns(data, { who: who.value, act: act.value, whom: name, given: [] }).length > 0;
      const kept = whom.value;
      const some = names.filter((name) => name && says(name));
      whom.replaceChildren(...some.map((name) => new Option(data.people[name] ?? data.things[name]?.[0], name)));
      if (some.includes(kept)) whom.value = kept;
      whomField.hidden = !some.length;
      const part = data.parts[data.rows[data.acts[act.value]?.[0] ?? -1]?.[2] ?? -1] ?? "";
      const live = things.filter((name, at) => (part[at] ?? "0") !== "0" && data.things[name]?.[2]);
      const keptFact = fact.value;
      fact.replaceChildren(new Option("nothing more to say", ""), ...live.map((name) => new Option(data.things[name]?.[0], name)));
      if (live.includes(keptFact)) fact.value = keptFact;
      factField.hidden = !live.length;
      go.disabled = !act.value;
    };
    const chooser = make("form", {}, whoField, actField, whomField, factField, go);
    chooser.addEventListener("change", refill);
    chooser.addEventListener("submit", (event) => {
      event.preventDefault();
      location.hash = link({ who: who.value, act: act.value, whom: whomField.hidden ? "" : whom.value, given: fact.value ? [fact.value] : [] });
    });
    lists.append(chooser);
    refill();
  };

  // ---- The answer

  /** @param {Table} data @param {Situation} one @param {string} [id] @returns {Node[]} */
  const shown = (data, one, id) => {
    const [headline, verb, by, notes, handed] = answer(data, one) ?? ["silent", "", "", "", ""];
    const [words, sign] = data.headlines[headline] ?? ["", ""];
    const names = by.split(" ").filter(Boolean);
    const says = data.texts[names[0] ?? ""]?.[2] ?? "";
    const left = headline === "yes" || headline === "no" ? [] : [make("p", {}, LEFT)];
    const tells = [...new Set(told(data, one).map(([, said]) => said))];
    const turning = one.given.length < MOST ? turns(data, one) : [];
    const around = headline === "silent" && silent ? [...names, silent] : names;
    const [whose = "", , practice = ""] = headline === "silent" ? data.texts[silent] ?? [] : [];
    /** @param {string} name */
    const cited = (name) => linked(data.texts[name]?.[0] ?? name, data.texts[name]?.[1] ?? "");
    const places = [...around, ...notes.split(" ").filter(Boolean)].map((name) => make("li", {}, cited(name)));
    /** @param {string} name */
    const given = (name) => {
      const without = { ...one, given: one.given.filter((other) => other !== name) };
      return make("p", { className: "pb-may-given" }, `When ${data.things[name]?.[0]}. `, linked("Take this back", link(without, id)));
    };
    const who = make("select", { id: "pb-may-now" }, ...[...new Set([one.who, usual, ...data.who])].map((name) => new Option(data.people[name], name, false, name === one.who)));
    who.addEventListener("change", () => { location.replace(link({ ...one, who: who.value }, id)); });
    return [
      make("div", { className: `pb-may-verdict pb-may-${headline}` },
        make("h2", { className: "pb-may-headline" }, make("span", { className: `pb-sign pb-${sign}`, "aria-hidden": "true" }), words),
        ...(says ? [make("p", {}, says)] : []), ...left),
      ...(handed ? [make("p", {}, "Here another policy leads: ", linked("tell somebody now", tell), ".")] : []),
      ...(practice ? [make("p", {}, make("strong", {}, `${whose.split(": ")[0]}: `), practice)] : []),
      ...tells.map((said) => make("p", { className: "pb-may-told" }, said)),
      ...one.given.map(given),
      ...asking(data, one, turning, headline, id),
      make("p", { className: "pb-may-who" }, make("label", { htmlFor: who.id }, "You are"), " ", who),
      make("details", { className: "pb-may-why" }, make("summary", {}, names[0] ? `Why: ${data.texts[names[0]]?.[0] ?? ""}${verb && headline !== "silent" ? ` (“${verb}”)` : ""}` : "Where this comes from"), ...(places.length ? [make("ul", {}, ...places)] : [make("p", {}, "No clause of the policy speaks of it.")])),
      make("p", { className: "pb-buttons" }, make("a", { className: "pb-may-again", href: "#ask" }, "Ask something else"), linked("Tell somebody", tell)),
    ];
  };

  /**
   * The one question that would change the answer, with its answers as buttons; what only lifts a rule is no invitation.
   * @param {Table} data @param {Situation} one @param {{fact: string, ask: string}[]} turning @param {string} now @param {string} [id]
   */
  const asking = (data, one, turning, now, id) => {
    if (!turning.length) return [];
    if (turning.length >= MANY) return [make("p", {}, "It depends on what has happened: ", linked("tell somebody", tell), ".")];
    const [only] = turning;
    const box = make("div", { className: "pb-may-asks", role: "group", "aria-labelledby": "pb-may-ask" });
    const title = turning.length === 1 && only?.ask ? only.ask : now === "no" ? "It would be otherwise only if:" : "Is one of these so?";
    const chips = turning.map(({ fact }) => make("a", { className: "pb-chip", href: link({ ...one, given: [...one.given, fact] }, id) }, turning.length === 1 && only?.ask ? "Yes" : data.things[fact]?.[0] ?? fact));
    const no = button(turning.length === 1 ? "No" : "None of these", () => { box.replaceChildren(make("p", { tabIndex: -1 }, "Then this is the answer.")); /** @type {HTMLElement} */ (box.firstChild).focus(); });
    no.className = "pb-chip";
    box.append(make("p", { id: "pb-may-ask", className: "pb-may-title" }, title), ...chips, no);
    return [box];
  };

  /** What the link asks; without a question there is none. @returns {{one: Situation, id: string, title: string} | null} */
  const linkedTo = () => {
    const [id = "", ...rest] = location.hash.slice(1).split("&");
    const named = asked.findIndex((one) => one.id === id);
    const parts = new URLSearchParams(named < 0 ? location.hash.slice(1) : rest.join("&"));
    const entry = asked[named];
    if (!entry && !parts.has("act")) return null;
    const base = entry ? situation(entry) : { who: usual, act: parts.get("act") ?? "", whom: parts.get("whom") ?? "", given: [] };
    const given = parts.get("given");
    return { one: { ...base, who: parts.get("who") ?? base.who, given: given === null ? base.given : given.split(" ").filter(Boolean) }, id: entry ? id : "", title: titles[named] ?? "" };
  };

  /** What a link asks for stands there: the page need not wait any more. */
  const ready = () => document.documentElement.classList.add("pb-ready");
  const show = async () => {
    const found = linkedTo();
    document.documentElement.classList.toggle("pb-may-answered", Boolean(found));
    message.textContent = "";
    panel.hidden = !found;
    heading.textContent = TITLE;
    if (!found) { ready(); return; }
    try {
      const data = await table();
      const wrong = unknown(data, found.one);
      if (wrong) throw new Error(`This link asks about “${wrong}”, which is no word of this handbook, or one too many. Ask below, or choose from the lists.`);
      const { act, whom } = found.one;
      heading.textContent = found.title || `May I ${data.acts[act]?.[1]}${whom ? ` ${data.people[whom] ?? data.things[whom]?.[0]}` : ""}?`;
      panel.replaceChildren(...shown(data, found.one, found.id));
      ready();
      heading.setAttribute("tabindex", "-1");
      /** @type {HTMLElement} */ (heading).focus({ preventScroll: true });
      scrollTo(0, 0);
    } catch (error) {
      ready();
      document.documentElement.classList.remove("pb-may-answered");
      panel.hidden = true;
      message.textContent = error instanceof Error ? error.message : String(error);
      form.scrollIntoView({ block: "nearest" });
    }
  };

  form.addEventListener("submit", (event) => { event.preventDefault(); offer(); });
  lists.addEventListener("toggle", () => {
    if (lists.open && !lists.querySelector("form")) table().then(build, (error) => { message.textContent = error.message; });
  });
  asked.forEach((one) => one.querySelector("summary")?.addEventListener("click", (event) => {
    event.preventDefault();
    location.hash = one.id;
  }));
  addEventListener("hashchange", show);
  const typed = new URLSearchParams(location.search).get("q");
  if (typed) { field.value = typed; offer(); }
  show();
})();
