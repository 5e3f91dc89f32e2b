// What is typed, as words: for the pages that look for something by them. Loaded before each script that takes from it.
const policybookWords = (() => {
  "use strict";

  /** @param {string} text */
  const tokens = (text) => text.toLowerCase().match(/[\p{Letter}\p{Number}]+/gu) ?? [];
  /** Words that say nothing of what is asked. */
  const IDLE = new Set("may i can a an the my me to of on in for it is that who this with at and or do from be have has somebody someone please about are as if when what how any we they he she his her you your not no but so there was am does did should must would will could allowed ok".split(" "));
  /** A word without its ending. @param {string} word */
  const stem = (word) => word.replace(/(?:(?<=.{4})ing|ed|es|e|s)$/u, (end) => (word.length - end.length > 2 ? "" : end)).replace(/(?<=..)(?:y|ie)$/u, "i");
  /** The words of a text that say something, without their endings. @param {string} text */
  const meaning = (text) => tokens(text).filter((word) => !IDLE.has(word)).map(stem);

  /**
   * Whether words may be about danger: then “Tell somebody” comes before all else.
   * @param {string[]} words @param {string} starts  how such words begin, a space between them
   */
  const worry = (words, starts) => words.some((word) => starts.split(" ").some((start) => start && word.startsWith(start)));

  return { tokens, meaning, IDLE, stem, worry };
})();
Object.assign(globalThis, { policybookWords });
