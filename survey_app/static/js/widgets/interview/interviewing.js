/** An interview on one page: what is sent and written down names it, and a bar leads to the next person. */

import { Bar } from "./bar.js";
import { byKeys } from "./keys.js";
import { carrySpoken, noteInterview } from "./tab.js";

const HOLDS = "survey_app draft ";

/** @implements {Asking} */
export class Interviewing {
  /**
   * @param {Interview} interview
   * @param {TakenSurvey | null} survey null on the page of thanks
   */
  constructor(interview, survey) {
    this.interview = interview;
    this.survey = survey;
    /** @type {Bar | null} */
    this.bar = null;
    this.held = "";
    /** @type {import("../device/unfinished.js").Unfinished | null} */
    this.unfinished = null;
    document.documentElement.classList.add("interview");
    if (survey) this.mark(survey);
    this.draw();
    if (document.querySelector(".done")) this.next();
  }

  /**
   * From now on, the survey says that it is an interview.
   * @param {TakenSurvey} survey
   */
  mark(survey) {
    const { body, state, resume } = survey;
    survey.interview = this.interview;
    carrySpoken(survey.form, this.interview.spoken);
    survey.body = () => ({ ...body.call(survey), channel: "interview", language: this.interview.spoken });
    survey.state = () => ({ ...state.call(survey), interview: this.interview });
    survey.resume = (kept) => {
      resume.call(survey, kept);
      if (kept.interview) this.goOn(survey, kept.interview);
    };
    byKeys(survey.form);
  }

  /**
   * Go on with an interview that another tab began, perhaps in another language.
   * @param {TakenSurvey} survey
   * @param {Interview} interview
   */
  goOn(survey, interview) {
    this.interview = survey.interview = interview;
    carrySpoken(survey.form, interview.spoken);
    noteInterview(interview);
    this.draw();
  }

  draw() {
    if (!this.interview.start) return;
    this.bar?.place.remove();
    this.bar = new Bar(this.interview, async () => this.unfinished?.drop());
  }

  /**
   * Offer no draft that another tab is at work on, and let other tabs see what this one works on.
   * @param {import("../device/unfinished.js").Unfinished | null} unfinished
   */
  async begin(unfinished) {
    this.unfinished = unfinished;
    if (!unfinished || !navigator.locks) return;
    const { held = [] } = await navigator.locks.query();
    const names = new Set(held.map(({ name }) => name));
    unfinished.others = unfinished.others.filter(({ id }) => !names.has(HOLDS + id));
    const { save } = unfinished;
    unfinished.save = () => {
      this.hold(unfinished.survey.state().id);
      return save.call(unfinished);
    };
    this.hold(unfinished.survey.state().id);
  }

  /**
   * Until this page is gone.
   * @param {string} id
   */
  hold(id) {
    if (this.held == id) return;
    this.held = id;
    navigator.locks.request(HOLDS + id, () => new Promise(() => {})).catch(() => {});
  }

  /** The response is finished: the next person may come. */
  next() {
    this.bar?.next();
  }
}
