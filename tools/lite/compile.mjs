// Runs compile.py in the very Python that the browser gets: node compile.mjs FOLDER, which holds Pyodide and its wheels.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const { packages } = JSON.parse(readFileSync(`${folder}/pyodide-lock.json`, "utf-8"));
const python = await loadPyodide({ indexURL: folder });
await python.loadPackage(Object.keys(packages), { messageCallback() {} });
python.FS.mkdir("/wheels");
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, "/wheels");
python.runPython(readFileSync(new URL("compile.py", import.meta.url), "utf-8"));
