/** The list of all answers, to check before sending. */

import { make, say } from "../say.js";
import { read } from "./fields.js";
import { isBlank } from "../../survey/rules.js";

/**
 * Fill the review.
 * @param {HTMLElement} place where it goes
 * @param {HTMLElement[]} questions those that the person saw and that are asked
 * @param {boolean} isWhole whether the person saw every part
 */
export function showReview(place, questions, isWhole) {
  const blanks = questions.filter((question) => isBlank(read(question)[0])).length;
  const notes = [];
  if (blanks) notes.push(make("p", say("blanks", { count: blanks })));
  if (!isWhole) notes.push(make("p", say("unseen")));
  const list = make("dl");
  for (const question of questions) list.append(row(question));
  place.replaceChildren(...notes, list);
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
  const typed = question.querySelector(".other input,:scope>input,textarea")?.value.trim();
  return typed ? [...words, typed] : words;
}
