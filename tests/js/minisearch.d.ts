// The library as a script of a page has it: under its own name.
declare const MiniSearch: typeof import("minisearch").default;
