/** The words of the offline client: they come with the kit, in the language of the page. */

import { make } from "./say.js";

/** @type {Record<string, string> | null} */
let words = null;

/**
 * Speak with these words from now on.
 * @param {Kit} kit
 */
export function speak(kit) {
  words = kit.words;
}

/**
 * A phrase, with names in braces filled in; "" until the kit has come; the name itself if there is no such phrase.
 * @param {string} name
 * @param {Record<string, any>} [values]
 */
export const word = (name, values = {}) =>
  (words ? words[name] || name : "").replace(/{(\w+)}/g, (_, key) => values[key]);

/**
 * Whether there is a phrase of this name.
 * @param {string} name
 */
export const knows = (name) => Boolean(words && name in words);

/**
 * A button with a phrase on it.
 * @param {string} name
 * @param {() => unknown} act
 */
export const button = (name, act, className = "") =>
  make("button", word(name), { type: "button", onclick: act, className });

/**
 * A row of buttons.
 * @param {HTMLElement[]} all
 */
export function buttons(...all) {
  const row = make("p", "", { className: "go" });
  row.append(...all);
  return row;
}

/**
 * A time of this device in the language of the page.
 * @param {number} at milliseconds
 */
export const spellTime = (at) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(at);
