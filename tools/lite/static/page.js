// Erases what Jupyter keeps in this browser: answers, changed notebooks, settings, and its helpers. Nothing of the
// site's own.

const OURS = /^policybook /;
const ANSWERS = "policybook/jupyter/";
const PATIENCE = 5000;

/** @param {string} name */
function drop(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve(true);
    request.onerror = () => reject(request.error);
    // The notebook that was left a moment ago lets go by itself; one in another tab only when it is closed.
    request.onblocked = () => setTimeout(() => reject(new Error("open elsewhere")), PATIENCE);
  });
}

async function names() {
  if (indexedDB.databases) {
    return (await indexedDB.databases()).map((found) => found.name ?? "").filter((name) => OURS.test(name));
  }
  const settings = await (await fetch(new URL("jupyter-lite.json", document.baseURI))).json();
  return [settings["jupyter-config-data"].contentsStorageName];
}

async function workers() {
  const here = new URL("./", document.baseURI).href;
  const found = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  return Promise.all(found.filter((worker) => worker.scope.startsWith(here)).map((worker) => worker.unregister()));
}

async function erase() {
  // Nothing else stands in the way of these.
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(ANSWERS)) localStorage.removeItem(key);
  }
  await Promise.all((await names()).map(drop));
  await workers();
  sessionStorage.clear();
}

const said = document.getElementById("erased");
const button = document.getElementById("erase");
button?.addEventListener("click", async () => {
  if (!said) return;
  try {
    await erase();
    said.textContent = "Erased. Jupyter keeps nothing in this browser now.";
  } catch {
    said.textContent = "Not erased yet. A notebook is open in another tab: close it, and press the button again.";
  }
});
// Until now a press would have done nothing, and said nothing.
button?.removeAttribute("disabled");
