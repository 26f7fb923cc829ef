/** A part of a survey, cut into screens of one question each, and put together again. */

import { nameOf, questionsOf } from "../form/fields.js";
import { make } from "../say.js";

/** Names of sections and questions have no colon. */
const OF = ":";

/**
 * The part that a screen belongs to, by its id. A part is its own first screen.
 * @param {string} id
 */
export const partOf = (id) => id.split(OF)[0];

export class Part {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.questions = questionsOf(section);
    this.heading = section.querySelector("h2");
    const all = /** @type {HTMLElement[]} */ ([...section.children]);
    /** What stands between the heading and the questions. */
    this.introduction = all.slice(1, all.indexOf(this.questions[0]));
    this.screens = [section];
  }

  /** Give each question but the first a screen of its own, behind the one before. */
  cut() {
    this.screens = this.questions.map((question, at) => (at ? this.screenOf(question) : this.section));
    this.section.after(...this.screens.slice(1));
    return this.screens;
  }

  /** @param {HTMLElement} question */
  screenOf(question) {
    const screen = make("section", "", { id: this.section.id + OF + nameOf(question) });
    const heading = make("h2", this.heading.textContent, { tabIndex: -1, className: "again" });
    heading.lang = this.heading.lang;
    heading.dir = this.heading.dir;
    screen.append(heading, question);
    return screen;
  }

  /** Put all questions back where they were. */
  join() {
    this.heading.after(...this.introduction);
    this.section.append(...this.questions);
    for (const screen of this.screens.slice(1)) screen.remove();
    this.screens = [this.section];
  }

  /** The introduction stands on the first screen that is asked. */
  introduce() {
    const [line] = this.introduction;
    const first = this.screens.find((screen) => "off" in screen.dataset == false);
    if (line && first && line.parentElement != first) first.querySelector("h2").after(...this.introduction);
  }
}
