/** Reading the survey to somebody. It comes with the offline client, where a page belongs to an interview. */

import { Interviewing } from "./widgets/interview/interviewing.js";
import { prepare } from "./widgets/interview/start.js";
import { interviewHere } from "./widgets/interview/tab.js";

/**
 * Help the helper on this page; null where the page is not part of an interview.
 * @param {TakenSurvey | null} survey
 * @returns {Promise<Asking | null>}
 */
export async function ask(survey) {
  const start = document.getElementById("interview");
  const interview = start ? null : interviewHere(survey);
  if (!start && !interview) return null;
  await dress();
  if (interview) return new Interviewing(interview, survey);
  prepare(start);
  return { begin: async () => {}, next() {} };
}

/** Load the style of what we add, before we add it. */
function dress() {
  const link = document.createElement("link");
  return new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    link.rel = "stylesheet";
    link.href = new URL("../css/interview/interview.css", import.meta.url).href;
    document.head.append(link);
  });
}
