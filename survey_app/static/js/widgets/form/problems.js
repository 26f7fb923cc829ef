/** Problems: a summary on top that links to each question, and a line at the question itself. */

import { make, say } from "../say.js";
import { nameOf } from "./fields.js";

const summary = document.getElementById("problems");

/**
 * Take all problems away.
 * @param {HTMLElement} form
 */
export function clearProblems(form) {
  summary.hidden = true;
  for (const message of form.querySelectorAll("[id^=q-]>.problem[id]")) {
    describe(/** @type {HTMLElement} */ (message.parentElement), message.id, false);
    message.remove();
  }
}

/**
 * Show problems where none are shown yet, and move to their summary.
 * @param {[HTMLElement, string, Limits][]} problems question, code, the limits that the message names
 */
export function showProblems(problems) {
  const links = problems.map(([question, code, limits]) => {
    const ask = question.querySelector("legend,label");
    const message = make("p", say(code, limits), { className: "problem", id: `e-${nameOf(question)}` });
    ask.after(message);
    describe(question, message.id, true);
    const item = make("li");
    item.append(make("a", ask.textContent, { href: `#${question.id}` }), ` ${message.textContent}`);
    return item;
  });
  summary.querySelector("ul").replaceChildren(...links);
  summary.hidden = false;
  summary.focus();
}

/**
 * @param {HTMLElement} question
 * @param {string} id of the message
 * @param {any} isWrong
 */
function describe(question, id, isWrong) {
  const target = question.querySelector(":scope>input,textarea") || question;
  const ids = (target.getAttribute("aria-describedby") || "").split(" ").filter((each) => each && each != id);
  if (isWrong) ids.push(id);
  target.setAttribute("aria-describedby", ids.join(" "));
  for (const field of question.querySelectorAll(isWrong ? ":scope>input,textarea,label>[type]" : "[aria-invalid]"))
    field.setAttribute("aria-invalid", isWrong);
}
