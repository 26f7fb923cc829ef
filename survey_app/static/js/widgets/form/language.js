/** Leave a survey only for a page that exists: another language, or the server's answer to the form. */

import { opensOffline } from "../../offline/worker.js";
import { make, say } from "../say.js";
import { word } from "../words.js";

const PATIENCE_WITH_PAGE = 20000;

/**
 * Whether the server can give us a survey page now. A captive portal's answer has no survey in it.
 * @param {string} address
 */
async function canReach(address) {
  try {
    const reply = await fetch(address, { signal: AbortSignal.timeout?.(PATIENCE_WITH_PAGE) });
    return reply.ok && (await reply.text()).includes('id="survey"');
  } catch {
    return false;
  }
}

/**
 * Watch over the buttons of the languages.
 * @param {TakenSurvey} survey
 * @param {() => Promise<boolean>} keep writes the answers and the part down for the next page, and continues until this
 *   page is gone; false if it cannot
 */
export function guardLanguages(survey, keep) {
  const notice = make("p", "", { className: "notice" });
  notice.setAttribute("role", "alert");
  /** @type {Event | HTMLButtonElement | null} */
  let last = null;

  /**
   * @param {Event} event
   * @param {HTMLButtonElement} button
   */
  async function leave(event, button) {
    // The last press counts.
    last = event;
    notice.remove();
    if (button.value == document.documentElement.lang) return;
    const address = survey.form.action.replace(/[^/]*$/, button.value);
    const isThere = (await opensOffline(address)) || (await canReach(address));
    // Meanwhile somebody pressed another, or sent the answers.
    if (last != event || !survey.form.isConnected || !survey.state().id) return;
    if (isThere && (survey.state().isBlank || (await keep()))) return leaveFor(address);
    if (isThere && (await canReach(address))) return sendForm(button, address);
    survey.form.before(notice);
    // Put the words into an existing element: only then does a screen reader read them.
    notice.textContent = word("no_language") || say("offline");
  }

  /**
   * If nothing can be kept, the server carries the answers over, and the address carries the part.
   * @param {HTMLButtonElement} button
   * @param {string} address
   */
  function sendForm(button, address) {
    button.formAction = `${address}#${survey.state().step}`;
    last = button;
    button.click();
    last = null;
  }

  for (const button of document.querySelectorAll("body [name=switch]")) {
    button.onclick = (event) => {
      if (last == button) return;
      event.preventDefault();
      button.setAttribute("aria-busy", "true");
      leave(event, button).finally(() => button.removeAttribute("aria-busy"));
    };
  }
}

/**
 * Leave. The parts of this page must not stay in the history without their answers. The page stays visible until then.
 * @param {string} address
 */
function leaveFor(address) {
  const { depth } = history.state;
  const before = onpopstate;
  onpopstate = () => location.replace(address);
  addEventListener("pageshow", () => (onpopstate = before), { once: true });
  if (depth) history.go(-depth);
  else location.replace(address);
}

/**
 * Send the plain form only if the server answers. Sending leaves this page, and the answers go with it.
 * @param {TakenSurvey} survey
 * @param {() => void} note that it is sent
 */
export function guardForm(survey, note) {
  const [, plain] = document.querySelectorAll("#failed button");
  /** @type {any} */
  const go = plain.onclick;
  plain.onclick = async () => (await canReach(survey.form.action)) && (note(), go());
}
