/**
 * What a tab remembers of an interview: a helper reads the family survey to somebody and enters the answers. The form
 * carries the language that they speak, so that every way of sending has it.
 */

import { make } from "../say.js";
import { INTERVIEW } from "../tab.js";

const FIELD = "spoken-language";

/**
 * What this tab last heard of interviews.
 * @returns {Interview | null}
 */
export function lastInterview() {
  try {
    return JSON.parse(sessionStorage.getItem(INTERVIEW) || "null");
  } catch {
    return null;
  }
}

/**
 * Remember an interview in this tab. Throws where the browser keeps nothing.
 * @param {Interview} interview
 */
export const noteInterview = (interview) => sessionStorage.setItem(INTERVIEW, JSON.stringify(interview));

/**
 * The interview that this page belongs to, if any. Whoever goes to any other page has left it.
 * @param {TakenSurvey | null} survey
 * @returns {Interview | null}
 */
export function interviewHere(survey) {
  const last = lastInterview();
  const { pathname } = location;
  if (last && pathname.startsWith(last.survey) && (!last.isOver || pathname.endsWith("/thanks"))) return last;
  if (last) sessionStorage.removeItem(INTERVIEW);
  // The answer of the server to a plain form: the browser keeps nothing in this tab.
  const spoken = survey?.form.elements[FIELD]?.value;
  return spoken ? { spoken, name: "", read: "", survey: "", start: "", words: {}, lang: "", dir: "" } : null;
}

/**
 * Let a form say that it is an interview.
 * @param {SurveyForm} form
 * @param {string} spoken
 */
export function carrySpoken(form, spoken) {
  const field = form.elements[FIELD] || form.appendChild(make("input", "", { type: "hidden", name: FIELD }));
  field.value = spoken;
}
