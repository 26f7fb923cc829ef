/**
 * The list of all answers, to check before sending: first what is blank or in one's own words. It comes after the page
 * can be used; without it, the page sends the answers.
 */

import { make, say } from "../say.js";

/**
 * Fill the review whenever it comes up.
 * @param {TakenSurvey} survey
 */
export function offerReview(survey) {
  const part = document.getElementById("send");
  survey.review = () => fill(part, survey.seen());
  if (!part.hidden) survey.review();
}

/**
 * @param {HTMLElement} part which holds the place of the review, and the button that sends
 * @param {ReturnType<TakenSurvey["seen"]>} seen
 */
function fill(part, { questions, blanks, isWhole }) {
  const first = questions.filter((question) => blanks.includes(question) || typed(question));
  const rest = questions.filter((question) => !first.includes(question));
  const notes = [];
  if (blanks.length) notes.push(make("p", say("blanks", { count: blanks.length })));
  if (!isWhole) notes.push(make("p", say("unseen")));
  // The button again, for those who do not want to read on.
  if (first.length) notes.push(part.querySelector(":scope>.go").cloneNode(true), list(first));
  if (rest.length) {
    const folded = make("details");
    folded.append(make("summary", say("rest", { count: rest.length })), list(rest));
    notes.push(folded);
  }
  document.getElementById("review").replaceChildren(...notes);
}

/** @param {HTMLElement[]} questions */
function list(questions) {
  const rows = make("dl");
  rows.append(...questions.map(row));
  return rows;
}

/** @param {HTMLElement} question */
function row(question) {
  const ask = question.querySelector("legend,label").textContent;
  const change = make("a", say("change"), { href: `#${question.id}` });
  change.setAttribute("aria-label", `${say("change")}: ${ask}`);
  const words = spell(question);
  const answer = make("dd", words.join("\n") || say("blank"), { className: words.length ? "" : "blank" });
  const last = make("dd");
  last.append(change);
  const group = make("div");
  group.append(make("dt", ask), answer, last);
  return group;
}

/**
 * What is written in the text box of a question, or beside its "other".
 * @param {HTMLElement} question
 */
const typed = (question) => question.querySelector(".other input,:scope>input,textarea")?.value.trim();

/**
 * The words of an answer, as the page shows them.
 * @param {HTMLElement} question
 */
function spell(question) {
  const words = [...question.querySelectorAll(":checked")].map((field) => {
    const rowName =
      field.closest("fieldset") != question && field.closest("fieldset").querySelector("legend").textContent;
    // The text after the box, not its hint.
    return (rowName ? `${rowName}: ` : "") + field.nextSibling?.textContent?.trim();
  });
  const own = typed(question);
  return own ? [...words, own] : words;
}
