/** Easy reading on request: larger text, and one question at a time. It comes with the offline client. */

import { questionsOf } from "./widgets/form/fields.js";
import { Part, partOf } from "./widgets/easy/screens.js";
import { make } from "./widgets/say.js";
import { EASY } from "./widgets/tab.js";

/** @typedef {Pick<SurveyState, "step" | "seen">} Screens where somebody is among the screens */

const progress = document.getElementById("progress");

/** A survey that can be read in the easy way. */
export class Easy {
  /**
   * @param {TakenSurvey} survey
   * @param {SurveyState} [kept] with which this page began
   */
  constructor(survey, kept) {
    this.survey = survey;
    this.parts = survey.answers.sections.map((section) => new Part(section));
    this.isOn = false;
    /** The history is of this kind of steps only above here. */
    this.base = -1;
    /** @type {HTMLButtonElement[]} */
    this.buttons = [];
    this.dressed = dress();
    this.follow();
    this.guardWayBack();
    if (kept?.screens || isWished()) this.turnOn(kept?.screens);
  }

  /** Let the survey tell of its parts, whichever way it is shown. */
  follow() {
    const { survey } = this;
    const state = survey.state.bind(survey);
    survey.state = () => (this.isOn ? inParts(state()) : state());
    const resume = survey.resume.bind(survey);
    survey.resume = (kept) => {
      const { isOn } = this;
      if (isOn) this.turnOff();
      resume(kept);
      if (isOn || kept.screens) this.turnOn(kept.screens);
    };
    const { answers } = survey;
    const display = answers.display.bind(answers);
    answers.display = () => {
      display();
      for (const part of this.parts) part.introduce();
    };
  }

  /** The history may name what is not shown in this way, or is no longer asked. */
  guardWayBack() {
    const { steps } = this.survey;
    /** @type {any} */
    const pop = onpopstate;
    onpopstate = (event) => {
      const { state } = event;
      if (state?.step) {
        const { id } = this.nearest(state.step);
        this.base = Math.min(this.base, state.depth);
        if (id == steps.current.id && state.depth != steps.depth) {
          // This would change nothing that anybody sees.
          const way = state.depth < steps.depth ? -1 : 1;
          steps.depth = state.depth;
          return history.go(way);
        }
        history.replaceState({ ...state, step: id }, "");
      }
      pop(event);
    };
    const [, back] = document.getElementById("steps").children;
    back.onclick = () => (steps.depth > this.base ? history.back() : this.stepBack());
  }

  /** Where the history leads to other places: to the screen before. */
  stepBack() {
    const { steps } = this.survey;
    this.stand(steps.open[steps.at - 1]);
    steps.show();
  }

  /**
   * The step of this name, or the last before it that is asked.
   * @param {string} id
   */
  nearest(id) {
    const { all, open } = this.survey.steps;
    const named = all.find((step) => step.id == id) || all.find((step) => step.id == partOf(id));
    const before = all.slice(0, named ? all.indexOf(named) + 1 : 0).filter((step) => open.includes(step));
    return before.pop() || open[0];
  }

  /** @param {HTMLElement} step */
  stand({ id }) {
    history.replaceState({ ...history.state, step: id }, "");
  }

  /**
   * @param {Screens} [kept] where the person was; not given: at the question on the screen
   */
  turnOn(kept) {
    const { steps } = this.survey;
    const question = inSight(steps.current);
    const seen = [...steps.seen];
    this.isOn = true;
    document.documentElement.classList.add("easy");
    this.take(this.parts.flatMap((part) => part.cut()));
    const ofPart = (/** @type {string} */ id) => steps.all.filter((step) => partOf(step.id) == id);
    const isThere = kept && partOf(kept.step) == steps.current.id;
    steps.seen = new Set(isThere ? kept.seen : seen.flatMap((id) => ofPart(id).map((step) => step.id)));
    this.settle((isThere && document.getElementById(kept.step)) || question?.closest("section"), Boolean(kept));
  }

  turnOff() {
    const { steps } = this.survey;
    const question = questionOf(steps.current);
    this.isOn = false;
    document.documentElement.classList.remove("easy");
    for (const part of this.parts) part.join();
    steps.seen = new Set([...steps.seen].map(partOf));
    this.take(this.parts.map((part) => part.section));
    this.settle(question?.closest("section"));
    question?.scrollIntoView();
  }

  /** @param {HTMLElement[]} sections with questions */
  take(sections) {
    const { answers, steps } = this.survey;
    const { all } = steps;
    steps.all = [all[0], ...sections, all[all.length - 1]];
    answers.sections = sections;
    answers.display();
  }

  /**
   * Show the step in the new way. The focus stays on the button that was pressed.
   * @param {HTMLElement} [step] not given: the one that shows, which has no questions
   */
  settle(step, isMoved = false) {
    const { steps } = this.survey;
    if (step) this.stand(this.nearest(step.id));
    this.base = history.state.depth;
    steps.show(isMoved);
    if (step) scrollTo(0, 0);
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(this.isOn));
  }

  /**
   * Put the buttons into the page: beside Start, and beside the progress of all other steps.
   * @param {string} [words] a kit that was kept long ago has none
   */
  async offer(words) {
    if (!words || !(await this.dressed)) return;
    const start = this.button(words);
    const row = make("p", "", { className: "go" });
    row.append(start);
    document.getElementById("go").after(row);
    const small = this.button("");
    small.setAttribute("aria-label", words);
    small.title = words;
    progress.classList.add("beside");
    progress.lastElementChild.before(small);
    this.buttons = [start, small];
  }

  /** @param {string} words */
  button(words) {
    const button = make("button", words, { type: "button", className: "larger" });
    button.setAttribute("aria-pressed", String(this.isOn));
    button.onclick = () => {
      if (this.isOn) this.turnOff();
      else this.turnOn();
      wish(this.isOn);
      button.scrollIntoView({ block: "nearest" });
    };
    return button;
  }
}

/**
 * A state as pages know it that show whole parts, and where the person is among the screens.
 * @param {SurveyState} state
 * @returns {SurveyState}
 */
function inParts(state) {
  const { step, seen } = state;
  return { ...state, step: partOf(step), seen: [...new Set(seen.map(partOf))], screens: { step, seen } };
}

/**
 * The question that a screen shows; none at the start and at the end.
 * @param {HTMLElement} screen
 * @returns {HTMLElement | undefined}
 */
const questionOf = (screen) => questionsOf(screen)[0];

/**
 * The first question of a part that is not above the screen.
 * @param {HTMLElement} part
 */
function inSight(part) {
  const top = progress.getBoundingClientRect().bottom;
  const all = questionsOf(part).filter(({ hidden }) => !hidden);
  return all.find((question) => middleOf(question) > top) || all[0];
}

/** @param {HTMLElement} element */
function middleOf(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return (top + bottom) / 2;
}

/** Whether somebody asked for it in this tab, perhaps on the page of another language. */
function isWished() {
  try {
    return sessionStorage.getItem(EASY) != null;
  } catch {
    return false;
  }
}

/** @param {boolean} isOn */
function wish(isOn) {
  try {
    if (isOn) sessionStorage.setItem(EASY, "");
    else sessionStorage.removeItem(EASY);
  } catch {
    // A browser that keeps nothing shows the next page as usual.
  }
}

/** Load the style. Says whether it came. */
function dress() {
  const link = make("link", "", { rel: "stylesheet", href: new URL("../css/easy/easy.css", import.meta.url).href });
  return new Promise((resolve) => {
    link.onload = () => resolve(true);
    link.onerror = () => resolve(false);
    document.head.append(link);
  });
}
