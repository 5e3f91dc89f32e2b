// Keeps a part of the site on this device, so that it can be read without a connection: decisions/0029. site/root.py
// puts it at the root of the site, and before it BUILD: what is kept, by address, each with its digest.
//
// A page always comes from the network where there is one. What is kept is of one build, whole, or is not kept.

/** @typedef {{[address: string]: string}} Files */
/** @typedef {Event & {waitUntil: (what: Promise<unknown>) => void}} Lasting */
/** @typedef {Lasting & {request: Request, resultingClientId: string, respondWith: (answer: Promise<Response>) => void}} Wanted */
(() => {
  "use strict";

  /** @type {{danger: string, version: string, first: Files, begun: Files, folders: string[]}} */
  const { version, first, begun, folders } = BUILD;
  /** @type {{registration: ServiceWorkerRegistration, skipWaiting: () => Promise<void>, clients: {claim: () => Promise<void>, get: (id: string) => Promise<Window | undefined>}}} */
  const worker = /** @type {any} */ (globalThis);
  const root = new URL(worker.registration.scope);
  /** Several sites of one host each have their own. */
  const OWN = `policybook${root.pathname}`;
  const NOW = OWN + version;
  /** How long somebody waits for the network before they are shown what is kept. */
  const PATIENCE = 3000;

  /** @param {string} address */
  const whole = (address) => new URL(address, root).href;
  /** What is kept of this address, if it is. @param {string} address */
  const found = (address) => caches.match(whole(address), { cacheName: NOW });
  const older = async () => (await caches.keys()).filter((name) => name.startsWith(OWN) && !name.slice(OWN.length).includes("/") && name !== NOW);

  /** All of them, each as the build made it, or none. @param {Files} files */
  const keep = async (files) => {
    const answers = await Promise.all(Object.entries(files).map(async ([address, integrity]) => {
      const answer = await fetch(whole(address), { cache: "no-cache", integrity });
      // What was led elsewhere on its way may not be shown as a page.
      return /** @type {const} */ ([whole(address), answer.redirected ? new Response(answer.body, answer) : answer]);
    }));
    const cache = await caches.open(NOW);
    await Promise.all(answers.map(([address, answer]) => cache.put(address, answer)));
  };
  /** What a page that somebody has begun needs besides. @param {string[]} pages */
  const needed = (pages) => Object.fromEntries(Object.entries(begun).filter(([address]) => pages.includes(address) || !address.endsWith(".html")));

  const install = async () => {
    const before = await Promise.all((await older()).map(async (name) => (await caches.open(name)).keys()));
    const pages = before.flat().map(({ url }) => url.slice(root.href.length)).filter((address) => address.endsWith(".html") && address in begun);
    await keep({ ...first, ...(pages.length ? needed(pages) : {}) });
    await worker.skipWaiting();
  };
  const activate = async () => {
    for (const name of await older()) await caches.delete(name);
    await worker.clients.claim();
  };

  /** What came too late to be shown, and is asked for again. @type {Map<string, Response>} */
  const late = new Map();

  /** @param {Wanted} event @param {string} address */
  const page = async (event, address) => {
    const come = late.get(address);
    if (come && late.delete(address)) return come;
    const fresh = fetch(event.request, { cache: "no-cache" });
    const kept = await found(address);
    if (!kept) return fresh.catch(nothing);
    const slow = new Promise((done) => { setTimeout(done, PATIENCE); });
    const answer = await Promise.race([fresh, slow]).catch(() => undefined);
    if (answer instanceof Response && answer.status < 500) return answer;
    event.waitUntil(compare(event, address, fresh, kept.clone()).catch(() => {}));
    return kept;
  };
  /** Has the page shown anew, where what comes late is not what is kept. @param {Wanted} event @param {string} address @param {Promise<Response>} fresh @param {Response} kept */
  const compare = async (event, address, fresh, kept) => {
    const answer = await fresh;
    const text = await answer.clone().text();
    if (!answer.ok || text === await kept.text()) return;
    late.set(address, answer);
    (await worker.clients.get(event.resultingClientId))?.postMessage("newer");
  };
  const nothing = () => {
    const links = [["book/who-to-tell.html", "Tell somebody"], ["book/may-i.html", "May I …?"], ["index.html", "The first page"]];
    const list = links.filter(([address = ""]) => address in first).map(([address = "", words]) => `<li><a href="${whole(address)}">${words}</a></li>`);
    const words = `<h1>There is no connection</h1><p>This page is not kept on this device. These are:</p><ul>${list.join("")}</ul>${BUILD.danger}`;
    const head = `<!doctype html><html lang="en-GB"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>No connection</title>`;
    return new Response(head + words, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  };
  /** A file that a page names: one with a version in its address never changes. @param {Request} request @param {string} address */
  const file = async (request, address) => {
    const kept = await found(address);
    return kept && address.includes("?v=") ? kept : fetch(request).catch(() => kept ?? Response.error());
  };

  /** @param {string} kind @param {(event: any) => void} does */
  const on = (kind, does) => addEventListener(kind, does);
  on("install", (/** @type {Lasting} */ event) => event.waitUntil(install()));
  on("activate", (/** @type {Lasting} */ event) => event.waitUntil(activate()));
  on("message", (/** @type {Lasting & {data: string}} */ event) => {
    const address = String(event.data).slice(root.href.length);
    if (address in begun) event.waitUntil(keep(needed([address])));
  });
  on("fetch", (/** @type {Wanted} */ event) => {
    const { request } = event;
    if (request.method !== "GET" || !request.url.startsWith(root.href)) return;
    const { href, search } = new URL(request.url);
    const address = href.slice(root.href.length).split("#")[0] ?? "";
    if (request.mode !== "navigate") {
      if (address in first || address in begun) event.respondWith(file(request, address));
      return;
    }
    const name = address.slice(0, address.length - search.length).replace(/(^|\/)$/, "$1index.html").replace(/(^|\/)([^/.]+)$/, "$1$2.html");
    const [folder = ""] = name.split("/");
    // What else this host has is none of ours.
    if (folder === name || folders.includes(folder)) event.respondWith(page(event, name));
  });
})();
