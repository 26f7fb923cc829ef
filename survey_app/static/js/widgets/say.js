/** The words of the script. The server put them into the page, in its language. */

const phrases = document.getElementById("say")?.content;
const status = document.getElementById("status");

/**
 * A phrase, with names in braces filled in.
 * @param {string} name
 * @param {any} [values] by their names
 */
export const say = (name, values) =>
  phrases.getElementById(name).textContent.replace(/{(\w+)}/g, (_, key) => values[key]);

/**
 * Tell a screen reader what the eye would see.
 * @param {string} words
 */
export function announce(words) {
  status.textContent = words;
}

/**
 * An element with words in it.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string | null} [words]
 * @param {Partial<HTMLElementTagNameMap[Tag]>} [attributes]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, words = "", attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = words;
  return Object.assign(element, attributes);
}
