/** What a person gave. The fields only show it: what the browser does to the fields by itself is not an answer. */

import { asked } from "../../survey/flow.js";
import { follow, keepAlone, shuffle } from "./choices.js";
import { heldBy, nameOf, outline, questionsOf, read, restore } from "./fields.js";

/** @param {HTMLElement} question */
export const isShown = (question) => !question.hidden;

/** The answers in a form. */
export class Answers {
  /**
   * @param {SurveyForm} form
   * @param {HTMLElement[]} sections those with questions
   */
  constructor(form, sections) {
    this.form = form;
    this.sections = sections;
    this.outlines = sections.map(outline);
    this.questions = questionsOf(form);
    this.held = heldBy(form);
    for (const question of this.questions) if (question.dataset.shuffle) shuffle(question);
  }

  /** Show what the person gave, what belongs to it, and only what is asked then. */
  display() {
    restore(this.form, this.held);
    const names = asked(this.outlines, new Map(this.questions.map((each) => [nameOf(each), read(each)[0]])));
    for (const question of this.questions) question.hidden = !names.has(nameOf(question));
    for (const section of this.sections) section.toggleAttribute("data-off", !questionsOf(section).some(isShown));
    this.questions.forEach(follow);
  }

  /**
   * Take what a person did to a field. Says to which question it belongs.
   * @param {HTMLInputElement} field
   * @returns {HTMLElement | null}
   */
  take(field) {
    const question = field.closest("[id^=q-]");
    // The browser may have emptied all others behind our back.
    restore(this.form, this.held, field);
    if (question) keepAlone(question, field);
    this.held = heldBy(this.form);
    return question;
  }

  /**
   * Add answers of before, except where the person has answered since.
   * @param {Held} fields
   */
  add(fields) {
    /** @param {[string, string]} field */
    const isBlankHere = ([name]) => this.held.every(([other]) => other.split(".")[0] != name.split(".")[0]);
    this.held = [...this.held, ...fields.filter(isBlankHere)];
    this.display();
  }

  /** Forget all. */
  clear() {
    this.held = [];
    this.display();
  }

  /**
   * The questions that are asked in these parts.
   * @param {Set<string>} parts ids
   */
  asked(parts) {
    return this.sections
      .filter(({ id }) => parts.has(id))
      .flatMap(questionsOf)
      .filter(isShown);
  }

  /**
   * The answers of these parts, as sent.
   * @param {Set<string>} parts ids
   */
  said(parts) {
    /** @type {Record<string, Answer>} */
    const said = {};
    for (const question of this.asked(parts)) {
      const [answer, other] = read(question);
      said[nameOf(question)] = answer;
      if (other) said[`${nameOf(question)}.other`] = other;
    }
    return said;
  }
}
