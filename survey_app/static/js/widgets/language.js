/** Leave the page with the answers: they wait in this tab, by code, until the next page of the survey has taken them. */

import { restore } from "./fields.js";

/** Where the answers of a survey wait: the same for all its languages. */
const keyOf = (form) => form.action.replace(/[^/]*$/, "");

/** Let the answers wait. Returns false when they cannot: in a browser that keeps nothing. */
export function keep(form, state) {
  try {
    sessionStorage.setItem(keyOf(form), JSON.stringify({ ...state, fields: [...new FormData(form)].slice(1) }));
    return true;
  } catch {
    return false;
  }
}

/** Leave for the same survey in another language. */
export function leaveFor(language, form) {
  const address = keyOf(form) + language;
  // The steps of this page must not stay behind in the history, without their answers.
  const { depth } = history.state;
  if (depth) {
    addEventListener("popstate", () => location.replace(address), { once: true });
    history.go(-depth);
  } else location.replace(address);
}

/** Take answers that waited for this page, once; returns what else was kept with them. */
export function arrive(form) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(form)));
    forget();
    restore(form, kept?.fields || []);
    return kept || {};
  } catch {
    return {};
  }
}

/** Keep nothing, on any page that is not the survey: who comes next in this tab is someone else. */
export function forget() {
  try {
    sessionStorage.clear();
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
