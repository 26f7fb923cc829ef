/** The access code of a survey that asks for one: typed or from the link, and checked before the first question. */

import { readCode } from "../../survey/codes.js";
import { word } from "../words.js";

const PATIENCE_WITH_CODE = 4000;

/**
 * Watch over the code of a survey, if it asks for one.
 * @param {TakenSurvey} survey
 */
export function guardCode(survey) {
  const { code } = survey.form.elements;
  if (code) new CodeGate(survey, code);
}

class CodeGate {
  /**
   * @param {TakenSurvey} survey
   * @param {HTMLInputElement} field
   */
  constructor(survey, field) {
    this.survey = survey;
    this.field = field;
    this.line = document.getElementById("e-code");
    this.take();
    this.guard(document.querySelector("#go button"));
    this.guardSending(survey.form);
  }

  /** Take the code of the link. It comes behind "#", which browsers send nowhere, and leaves the address. */
  take() {
    const code = new URLSearchParams(location.hash.slice(1)).get("c");
    if (!code) return;
    this.put(code);
    history.replaceState(history.state, "", location.pathname + location.search);
  }

  /**
   * Fill it in as if somebody typed it: only what a person gives is an answer.
   * @param {string} code
   */
  put(code) {
    this.field.value = code;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /**
   * Let nobody answer all questions with a code that does not work.
   * @param {HTMLButtonElement} button
   */
  guard(button) {
    /** @type {any} */
    const go = button.onclick;
    button.onclick = async () => {
      if (await this.isGood()) go();
    };
  }

  /**
   * Send nothing while the code has a typing error. A person who was past the start before this script came goes back.
   * @param {SurveyForm} form
   */
  guardSending(form) {
    /** @type {any} */
    const submit = form.onsubmit;
    form.onsubmit = (/** @type {any} */ event) => {
      if (event.submitter?.name == "switch" || readCode(this.field.value)) return submit(event);
      event.preventDefault();
      this.survey.resume({ ...this.survey.state(), step: "start" });
      this.isTyped();
    };
  }

  isTyped() {
    const code = readCode(this.field.value);
    if (!code) return this.refuse(this.field.value.trim() ? "code_typo" : "code_missing");
    this.put(`${code.slice(0, 5)}-${code.slice(5)}`);
    return true;
  }

  /** Whether it is a code, as far as we can tell. Only sending tells whether it was used. */
  async isGood() {
    if (!this.isTyped()) return false;
    if ((await this.ask()) == "code_unknown") return this.refuse("code_unknown");
    this.line.hidden = true;
    this.field.removeAttribute("aria-invalid");
    return true;
  }

  /**
   * What the server says against the code, if we can ask it.
   * @returns {Promise<string | undefined>}
   */
  async ask() {
    try {
      const reply = await fetch(this.survey.form.action.replace(/[^/]*$/, "code"), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ code: this.field.value }),
        redirect: "error",
        signal: AbortSignal.timeout?.(PATIENCE_WITH_CODE)
      });
      return (await reply.json()).error?.code;
    } catch {
      // Without a connection, we learn that when we send it.
    }
  }

  /** @param {string} why */
  refuse(why) {
    this.line.textContent = word(why);
    this.line.className = "problem";
    this.line.hidden = false;
    this.field.setAttribute("aria-invalid", "true");
    this.field.focus();
    return false;
  }
}
