/** Change the language in mid-survey: the answers wait in this tab, by code, until the other page has taken them. */

import { restore } from "./fields.js";

/** Where the answers of a survey wait: the same for all its languages. */
const keyOf = (form) => form.action.replace(/[^/]*$/, "");

/**
 * Leave for the same survey in another language. Returns false when the answers cannot wait here: then the button
 * sends the form, and the server brings them over.
 */
export function leaveFor(language, form, state) {
  try {
    sessionStorage.setItem(keyOf(form), JSON.stringify({ ...state, fields: [...new FormData(form)].slice(1) }));
  } catch {
    return false;
  }
  const address = keyOf(form) + language;
  // The steps of this page must not stay behind in the history, without their answers.
  const { depth } = history.state;
  if (depth) {
    addEventListener("popstate", () => location.replace(address), { once: true });
    history.go(-depth);
  } else location.replace(address);
  return true;
}

/** Take answers that waited for this page, once; returns what else was kept with them. */
export function arrive(form) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(form)));
    sessionStorage.removeItem(keyOf(form));
    restore(form, kept?.fields || []);
    return kept || {};
  } catch {
    return {};
  }
}
