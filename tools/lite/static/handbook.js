// Beside Jupyter's own page: runs the cells once, so that the questions are there to be answered without a menu;
// says what is happening; keeps what is answered; leads back to the plain page; and lets links lead to the pages of the
// site.

const LITE = new URL(".", import.meta.url);
const SITE = new URL("..", LITE);
const path = new URLSearchParams(location.search).get("path") ?? "";
const RUN = "notebook:run-all-cells";
const WAIT = 100;
/** Where this browser keeps an answer, and the file in which Python looks for them all, which is gone with the page. */
const KEPT = "policybook/jupyter/";
const FILE = "my-answers.json";

const status = document.createElement("span");
status.setAttribute("role", "status");

/** @param {string} words */
function say(words) {
  status.textContent = words;
}

/** @param {() => unknown} ready */
async function until(ready) {
  for (;;) {
    const found = ready();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, WAIT));
  }
}

function panel() {
  const found = window.jupyterapp?.shell?.currentWidget;
  return found?.context && found?.sessionContext ? found : null;
}

/** Outputs alone are no edit: without one, Jupyter keeps no copy and asks nothing when the page is left. */
function unchanged(found) {
  found.context.model.dirty = false;
}

/** Runs every cell, and leaves the reader where the reader was. */
async function run() {
  const found = panel();
  const notebook = found.content;
  const at = notebook.activeCellIndex;
  const top = notebook.outerNode?.scrollTop ?? 0;
  const changed = found.context.model.dirty;
  say("Running. The questions appear in a few seconds.");
  bringBack(found);
  const ran = window.jupyterapp.commands.execute(RUN);
  notebook.activeCellIndex = at;
  if (notebook.outerNode) notebook.outerNode.scrollTop = top;
  await ran;
  notebook.activeCellIndex = at;
  if (notebook.outerNode) notebook.outerNode.scrollTop = top;
  notebook.deselectAll();
  if (!changed) unchanged(found);
  const failed = [...found.context.model.cells].some(isBroken);
  say(failed ? "A cell could not be run. Use the plain page: it needs nothing." : "Ready. Choose your answers.");
}

function isBroken(cell) {
  return (cell.toJSON().outputs ?? []).some((output) => output.output_type === "error");
}

// ---- Answers: an entry for each question. Python says what counts as one.

/** @type {{[id: string]: string}} */
let known = {};

function python(code, found = panel()) {
  return found.sessionContext.session.kernel.requestExecute({ code, store_history: false });
}

/** Gives Python the answers of last time, before it asks. */
function bringBack(found) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(KEPT));
    known = Object.fromEntries(keys.map((key) => [key.slice(KEPT.length), localStorage.getItem(key)]));
    const entries = Object.entries(known).map(([id, text]) => `${JSON.stringify(id)}: ${text}`);
    python(`open("${FILE}", "w").write(${JSON.stringify(`{${entries}}`)})`, found);
  } catch { /* a private window: the first answer says so */ }
}

/** Keeps what has just been answered: only that, for another tab may have kept more. */
async function keep() {
  let text = "";
  const reading = python(`print(open("${FILE}").read())`);
  reading.onIOPub = ({ content }) => { text += content.text ?? ""; };
  await reading.done;
  for (const [id, entry] of Object.entries(JSON.parse(text || "{}"))) {
    const now = JSON.stringify(entry);
    if (known[id] !== now) localStorage.setItem(KEPT + id, now);
    known[id] = now;
  }
}

function answered(event) {
  if (!(event.target instanceof Element && event.target.closest(".pb-check"))) return;
  // After the widget has told Python, which answers in turn.
  setTimeout(() => keep().catch(() => say("Your answers are not kept: this browser keeps nothing for this site.")));
}

async function start() {
  say("Python is starting. The questions appear in a few seconds.");
  await until(() => window.jupyterapp?.commands.hasCommand(RUN) && panel()?.context.isReady);
  const found = panel();
  await found.sessionContext.ready;
  await run();
}

function bar() {
  const made = document.createElement("header");
  made.id = "pb-bar";
  made.setAttribute("aria-label", "Handbook");
  const back = document.createElement("a");
  // Whoever makes a link to this page chooses the path: from here it can be no address of another kind or host.
  back.href = new URL(`./${path.replace(/\.ipynb$/, ".html")}`, SITE).href;
  back.textContent = "Back to the plain page";
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Run all cells";
  again.addEventListener("click", () => panel() && run());
  const afresh = document.createElement("a");
  afresh.href = new URL("index.html#afresh", LITE).href;
  afresh.textContent = "Start afresh on this computer";
  made.append(back, again, afresh, status);
  document.body.prepend(made);
}

/** Where a link inside a notebook leads: Jupyter takes a page of the site for a file of its own. */
function ofTheSite(href) {
  if (!href.startsWith(LITE.href)) return null;
  const found = /^(?:files\/)?((?:book|quizzes|scenarios)\/[^#?]+)\.(?:html|md)(#.*)?$/.exec(href.slice(LITE.href.length));
  return found && `${SITE.href}${found[1]}.html${found[2] ?? ""}`;
}

function follow(event) {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  const leads = link && ofTheSite(link.href);
  if (!leads) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  window.open(leads, "_blank", "noopener");
}

/** Forgets what was kept of an earlier edition of the notebooks: their keys may no longer hold. */
async function forget() {
  const settings = await (await fetch(new URL("jupyter-lite.json", LITE))).json();
  const now = settings["jupyter-config-data"].contentsStorageName;
  for (const { name } of (await indexedDB.databases?.()) ?? []) {
    if (name?.startsWith("policybook ") && name !== now) indexedDB.deleteDatabase(name);
  }
}

/** While a question has the focus, its keys are its own: otherwise Jupyter's shortcuts take arrows and letters. */
function keysOfTheirOwn(event) {
  if (event.target instanceof Element) {
    event.target.closest(".jp-OutputArea-output")?.setAttribute("data-lm-suppress-shortcuts", "true");
  }
}

window.addEventListener("focusin", keysOfTheirOwn, true);
window.addEventListener("click", follow, true);
window.addEventListener("click", answered, true);
window.addEventListener("auxclick", follow, true);
bar();
forget().catch(() => {});
start().catch(() => say("Python could not be started. The plain page needs nothing."));
