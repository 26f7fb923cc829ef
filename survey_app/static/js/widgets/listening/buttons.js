/** The buttons that read a question aloud, and all that makes them stop. Nothing here moves the focus. */

import { questionsOf } from "../form/fields.js";
import { make } from "../say.js";
import { passagesOf } from "./passages.js";

export class Listening {
  /**
   * @param {HTMLElement} form
   * @param {Reader} reader
   * @param {{ listen: string, stop: string }} words on the buttons
   */
  constructor(form, reader, words) {
    this.form = form;
    this.reader = reader;
    this.words = words;
    /** @type {HTMLButtonElement[]} */
    this.buttons = [];
    /** @type {HTMLButtonElement | null} what was pressed and is being read */
    this.pressed = null;
    /** @type {HTMLElement | null} */
    this.marked = null;
    // Another part came up, or a rule took the question away.
    this.observer = new MutationObserver(() => this.pressed?.getClientRects().length || this.stop());
    this.watch();
  }

  watch() {
    document.addEventListener("keydown", ({ key }) => key == "Escape" && this.stop());
    document.addEventListener("visibilitychange", () => document.hidden && this.stop());
    // Speech goes on after its page is gone.
    addEventListener("pagehide", () => this.stop());
    document.addEventListener(
      "click",
      ({ target }) => /** @type {Element} */ (target).closest("[name=switch]") && this.stop()
    );
  }

  /** Put a button beside each question, once. */
  offer() {
    if (!this.buttons.length) this.buttons = questionsOf(this.form).flatMap((question) => this.place(question));
  }

  /** Take the buttons away: there is no voice any more. */
  withdraw() {
    this.stop();
    for (const button of this.buttons) {
      button.parentElement?.classList.remove("aloud");
      button.remove();
    }
    this.buttons = [];
  }

  /** @param {HTMLElement} question */
  place(question) {
    if (!passagesOf(question).length) return [];
    const button = make("button", this.words.listen, { type: "button", className: "listen" });
    button.setAttribute("aria-pressed", "false");
    button.onclick = () => (button == this.pressed ? this.stop() : this.read(button, question));
    question.querySelector("legend,label").after(button);
    question.classList.add("aloud");
    return [button];
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {HTMLElement} question
   */
  read(button, question) {
    this.stop();
    this.press(button);
    this.observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ["hidden"] });
    this.reader.read(passagesOf(question), (element) => (element ? this.mark(element) : this.stop()));
  }

  /** Stop, if anything is being read. */
  stop() {
    if (!this.pressed) return;
    this.reader.stop();
    this.observer.disconnect();
    this.press(null);
    this.mark(null);
  }

  /** @param {HTMLButtonElement | null} button */
  press(button) {
    if (this.pressed) show(this.pressed, false, this.words.listen);
    if (button) show(button, true, this.words.stop);
    this.pressed = button;
  }

  /** @param {HTMLElement | null} element that is being read */
  mark(element) {
    if (element == this.marked) return;
    this.marked?.classList.remove("read");
    element?.classList.add("read");
    this.marked = element;
  }
}

/**
 * @param {HTMLButtonElement} button
 * @param {boolean} isPressed
 * @param {string} words
 */
function show(button, isPressed, words) {
  button.setAttribute("aria-pressed", String(isPressed));
  button.textContent = words;
}
