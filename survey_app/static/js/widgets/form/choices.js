/** What choices do when people make them: stand alone, open a text box, count, and go away again. */

import { announce, make, say } from "../say.js";
import { read } from "./fields.js";

/**
 * Put the movable choices, the first ones of a question, in a random order: each stays below its heading.
 * @param {HTMLElement & { dataset: { shuffle?: any } }} question
 */
export function shuffle(question) {
  let left = question.dataset.shuffle;
  /** @type {any[]} */
  let labels = [];
  for (const each of question.querySelectorAll(":scope>label,.group")) {
    if (each.className == "group") labels = [];
    else if (left-- > 0) {
      // Into any place among those that came before it.
      labels.splice(Math.random() * (labels.length + 1), 0, each);
      const end = /** @type {ChildNode} */ (each.nextSibling);
      labels.forEach((label) => end.before(label));
    }
  }
}

/**
 * A choice that stands alone clears the others, and the others clear it.
 * @param {HTMLElement} question
 * @param {HTMLInputElement} chosen
 */
export function keepAlone(question, chosen) {
  if (chosen.type != "checkbox" || !chosen.checked) return;
  for (const box of question.querySelectorAll("input:checked")) {
    if (box != chosen && ("alone" in chosen.dataset || "alone" in box.dataset)) box.checked = false;
  }
}

/**
 * Show what belongs to the answer: the text box beside "other", the count, the button to clear it.
 * @param {HTMLElement} question
 */
export function follow(question) {
  /** @type {HTMLElement | null} */
  const box = question.querySelector(".other");
  if (box) {
    const wasHidden = box.hidden;
    box.hidden = !question.querySelector("[data-other]:checked") && !box.querySelector("input").value;
    if (wasHidden && !box.hidden) announce(say("opened"));
  }
  /** @type {Limits} */
  const { most, longest } = question.dataset;
  const [answer] = read(question);
  if (most) line(question, say("chosen", { most, count: answer.length }), answer.length > most);
  if (longest > 100) {
    const left = longest - [...(answer || "")].length;
    line(question, say("left", { count: left }), left < 0);
  }
  if (question.querySelector(":scope>label>[type=radio],fieldset")) offerClearing(question, answer);
}

/**
 * @param {HTMLElement} question
 * @param {string} words
 * @param {boolean} isTooMuch
 */
function line(question, words, isTooMuch) {
  let count = question.querySelector(".count");
  if (!count) question.append((count = make("p", "", { className: "count" })));
  // Say it aloud only where it matters: a count at every letter would drown the question.
  if (isTooMuch || question.dataset.most) count.setAttribute("role", "status");
  if (count.textContent != words) count.textContent = words;
  count.classList.toggle("problem", isTooMuch);
}

/**
 * @param {HTMLElement} question
 * @param {Answer} answer
 */
function offerClearing(question, answer) {
  /** @type {HTMLButtonElement} */
  let clear = question.querySelector(".clear");
  if (!clear) {
    clear = make("button", say("clear"), { className: "clear", type: "button" });
    // On a line of its own.
    question.appendChild(make("p")).append(clear);
    clear.onclick = () => {
      for (const radio of question.querySelectorAll(":checked")) radio.checked = false;
      question.querySelector("input").focus();
      question.dispatchEvent(new Event("change", { bubbles: true }));
    };
  }
  clear.disabled = answer == null;
}
