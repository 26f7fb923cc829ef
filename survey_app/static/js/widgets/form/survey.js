/** The survey page: the plain form, shown part by part and sent by the script. */

import { problemOf } from "../../survey/checks.js";
import { isBlank } from "../../survey/rules.js";
import { newId, newSalt, send } from "../../survey/sending.js";
import { Answers, isShown } from "./answers.js";
import { follow } from "./choices.js";
import { questionsOf, read } from "./fields.js";
import { clearProblems, showProblems } from "./problems.js";
import { announce, make, say } from "../say.js";
import { Steps } from "./steps.js";

const failed = document.getElementById("failed");

/**
 * Take over the form.
 * @param {SurveyForm} form
 * @returns {TakenSurvey} for the offline client that comes later
 */
export function takeSurvey(form) {
  document.documentElement.classList.add("js");
  const survey = new Taken(form);
  survey.listenToButtons();
  survey.listenToForm();
  survey.begin();
  return survey;
}

/** A form that the script took over. */
class Taken {
  /** @param {SurveyForm} form */
  constructor(form) {
    this.form = form;
    this.channel = "web";
    /** @type {Deliver} */
    this.deliver = send;
    /** @type {TakenSurvey["changed"]} */
    this.changed = () => {};
    this.review = () => {};
    this.last = document.getElementById("send");
    this.steps = new Steps(form, (step) => this.show(step));
    this.answers = new Answers(form, this.steps.all.slice(1, -1));
    this.salt = carry(form, "salt", form.elements.id ? "" : newSalt());
    this.id = carry(form, "id", newId());
  }

  /**
   * A part comes up.
   * @param {HTMLElement} step
   */
  show(step) {
    failed.hidden = true;
    this.answers.display();
    this.changed();
    if (step == this.last) this.review();
  }

  /** Begin where the person was. */
  begin() {
    this.answers.display();
    const summary = document.getElementById("problems");
    const wrong = !summary.hidden && this.form.querySelector(".problem")?.closest("section").id;
    // Answers that came with the page belong to parts that the person saw.
    this.steps.begin(
      wrong || location.hash.slice(1),
      this.answers.held.map(([name]) => this.form.querySelector(`[name="${name}"]`).closest("section").id)
    );
    if (wrong) summary.focus();
  }

  listenToButtons() {
    const [next, back, end] = document.getElementById("steps").children;
    const start = document.getElementById("go");
    const isHeldUp = () => this.stopAt(questionsOf(this.steps.current).filter(isShown));
    start.hidden = false;
    start.querySelector("button").onclick = next.onclick = () =>
      isHeldUp() || this.steps.go(this.steps.open[this.steps.at + 1]);
    back.onclick = () => history.back();
    end.onclick = () => isHeldUp() || this.steps.go(this.last);
    const [again, plain] = failed.querySelectorAll("button");
    again.onclick = () => this.submit();
    plain.onclick = () => {
      // Without a connection, the form would leave this page and lose its answers.
      if (!navigator.onLine) return this.fail("offline");
      this.answers.display();
      this.form.submit();
    };
    document.onclick = (/** @type {any} */ event) => {
      const link = event.target.closest("#problems a,#review a");
      if (link) {
        event.preventDefault();
        this.visit(link);
      }
    };
  }

  listenToForm() {
    const { form, answers, steps } = this;
    form.onsubmit = (/** @type {any} */ event) => {
      answers.display();
      // A change of language: the form carries the answers over.
      if (event.submitter?.name == "switch") return;
      event.preventDefault();
      this.submit();
    };
    form.onkeydown = (/** @type {any} */ event) => {
      // Otherwise the Enter key in a text box would send the survey.
      if (event.key == "Enter" && event.target.matches("input")) event.preventDefault();
    };
    form.oninput = form.onchange = (/** @type {any} */ { target, type }) => {
      const question = answers.take(target);
      const isWhole = type == "change";
      if (isWhole) {
        answers.display();
        steps.frame();
      } else if (question) follow(question);
      this.changed(isWhole);
    };
    onpageshow = ({ persisted }) => {
      if (!persisted) return;
      if (!this.id.value) return location.reload();
      // WebKit silently empties the fields a moment after this.
      for (const moment of [0, 100, 1000]) setTimeout(() => answers.display(), moment);
      steps.show(false);
    };
  }

  /**
   * Show the problems of these questions. Says whether there were any.
   * @param {HTMLElement[]} candidates
   */
  stopAt(candidates) {
    this.answers.display();
    const problems = candidates
      .map(
        /** @returns {[HTMLElement, string, Limits]} */
        (question) => [question, problemOf(question.dataset, read(question)[0]), question.dataset]
      )
      .filter(([, code]) => code);
    clearProblems(this.form);
    if (!problems.length) return false;
    this.steps.go(problems[0][0].closest("section"));
    showProblems(problems);
    return true;
  }

  /**
   * Go to the question that a link names.
   * @param {HTMLAnchorElement} link
   */
  visit(link) {
    const question = document.getElementById(link.hash.slice(1)).closest("[id^=q-],#access");
    this.steps.go(question.closest("section"));
    question.scrollIntoView();
    (question.querySelector("input:checked") || question.querySelector("input,textarea")).focus({
      preventScroll: true
    });
  }

  async submit() {
    const buttons = this.last.querySelectorAll("button");
    const words = buttons[0].textContent;
    /** @type {(isSending: boolean, shown: string) => void} */
    const mark = (isSending, shown) =>
      buttons.forEach((button) => Object.assign(button, { disabled: isSending, textContent: shown }));
    if (this.stopAt(this.answers.asked(this.steps.seen))) return;
    failed.hidden = true;
    mark(true, say("sending"));
    announce(say("sending"));
    const outcome = await this.deliver(this.form.action.replace(/[^/]*$/, "responses"), this.body());
    if (outcome.kept) return;
    if (outcome.receipt) return this.leave(outcome.receipt);
    mark(false, words);
    announce("");
    this.fail(/** @type {string} */ (outcome.failure));
  }

  /** @param {string} why */
  fail(why) {
    failed.hidden = false;
    failed.firstElementChild.textContent = say(why);
    failed.lastElementChild.hidden = why == "closed";
    failed.focus();
  }

  body() {
    const { form } = this;
    return {
      id: this.id.value,
      salt: this.salt.value || undefined,
      round: form.dataset.round,
      version: form.elements.version.value,
      language: document.documentElement.lang,
      channel: this.channel,
      code: form.elements.code?.value || null,
      answers: this.answers.said(this.steps.seen)
    };
  }

  /** The questions that the person saw and that are asked, those without an answer, and whether these are all. */
  seen() {
    const { seen, open } = this.steps;
    const questions = this.answers.asked(seen);
    const blanks = questions.filter((question) => isBlank(read(question)[0]));
    return { questions, blanks, isWhole: open.every(({ id }) => seen.has(id)) };
  }

  /** Where the person is, and what they gave. */
  state() {
    const { held } = this.answers;
    return {
      id: this.id.value,
      salt: this.salt.value,
      step: this.steps.current.id,
      seen: [...this.steps.seen],
      fields: held,
      isBlank: !held[0]
    };
  }

  /**
   * Bring a state back, except where the person has answered since.
   * @param {SurveyState} kept
   */
  resume(kept) {
    this.id.value = kept.id;
    this.salt.value = kept.salt || "";
    this.answers.add(kept.fields);
    this.steps.begin(kept.step, kept.seen);
  }

  /** @param {string} receipt */
  leave(receipt) {
    // Nothing may come back through the back button.
    this.id.value = "";
    this.answers.clear();
    location.replace(`${this.form.action}/thanks?receipt=${encodeURIComponent(receipt)}`);
  }
}

/**
 * A value that is made once and kept in the form: a response that is sent again, in any way, is the same response.
 * @param {SurveyForm} form
 * @param {"id" | "salt"} name
 * @param {string} value
 * @returns {HTMLInputElement}
 */
const carry = (form, name, value) =>
  form.elements[name] || form.appendChild(make("input", "", { type: "hidden", name, value }));
