/** The page where interviews begin: which language is spoken, and in which one the helper reads. */

import { lastInterview, noteInterview } from "./tab.js";

/**
 * Open the survey in this tab instead of sending the form: the kept page opens without a connection.
 * @param {Ids["interview"]} form
 */
export function prepare(form) {
  const select = form.elements["spoken-language"];
  keepPages(form);
  const last = lastInterview();
  if (last) {
    select.value = last.spoken;
    form.querySelector(`button[value="${last.read}"]`)?.focus();
  }
  form.onsubmit = (event) => {
    const button = /** @type {HTMLButtonElement} */ (event.submitter);
    const { pathname } = new URL(button.formAction);
    const name = select.selectedOptions[0].text;
    const survey = pathname.replace(/[^/]*$/, "");
    try {
      noteInterview({
        spoken: select.value,
        name,
        read: button.value,
        survey,
        start: location.pathname,
        lang: document.documentElement.lang,
        dir: document.documentElement.dir,
        words: /** @type {Record<string, string>} */ ({ ...form.dataset })
      });
    } catch {
      // This browser keeps nothing: the form itself says that it is an interview.
      return;
    }
    event.preventDefault();
    location.assign(pathname);
  };
}

/**
 * Keep this page and the survey in every language, for when there is no connection. The worker does it, now or later.
 * @param {Ids["interview"]} form
 */
async function keepPages(form) {
  const surveys = [...form.querySelectorAll("button")].map(({ formAction }) => new URL(formAction).pathname);
  const registration = await navigator.serviceWorker?.ready;
  registration?.active?.postMessage({ keep: [location.pathname, ...surveys] });
}
