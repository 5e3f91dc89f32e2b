// What site/root.py writes before worker.js: addresses of a build with their digests.
declare const BUILD: { danger: string; version: string; first: Record<string, string>; begun: Record<string, string>; folders: string[] };
