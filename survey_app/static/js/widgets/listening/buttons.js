/** The buttons that read a question aloud, and all that makes them stop. Nothing here moves the focus. */

import { questionsOf } from "../form/fields.js";
import { make } from "../say.js";
import { passagesOf } from "./passages.js";

export class Listening {
  /**
   * @param {HTMLElement} form
   * @param {Reader} reader
   * @param {Record<string, string>} words
   */
  constructor(form, reader, words) {
    this.form = form;
    this.reader = reader;
    this.words = words;
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

  /** Whether there is any question that can be read. */
  get isAble() {
    return questionsOf(this.form).some((question) => this.readable(question).length);
  }

  /**
   * What can be read of a question: nothing if not the question itself.
   * @param {HTMLElement} question
   */
  readable(question) {
    const [asked, ...more] = passagesOf(question);
    const reads = (/** @type {Passage} */ passage) => this.reader.reads(passage);
    return asked && reads(asked) ? [asked, ...more.filter(reads)] : [];
  }

  /** Put a button beside each question that can be read, and take it from those that no longer can. */
  offer() {
    for (const question of questionsOf(this.form)) {
      const button = question.querySelector("button.listen");
      const isReadable = this.readable(question).length > 0;
      if (!isReadable && button == this.pressed) this.stop();
      if (!isReadable) button?.remove();
      else if (!button) this.place(question);
      question.classList.toggle("aloud", isReadable);
    }
  }

  /** @param {HTMLElement} question */
  place(question) {
    const button = make("button", this.words.listen, { type: "button", className: "listen" });
    button.onclick = () => (button == this.pressed ? this.stop() : this.read(button, question));
    question.querySelector("legend,label").after(button);
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {HTMLElement} question
   */
  read(button, question) {
    this.stop();
    this.press(button);
    this.observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ["hidden"] });
    this.reader.read(this.readable(question), (element) => (element ? this.mark(element) : this.stop()));
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
 * @param {boolean} isReading
 * @param {string} words
 */
function show(button, isReading, words) {
  button.classList.toggle("reading", isReading);
  // The words alone say the state: with aria-pressed, a screen reader would say "Stop, pressed".
  button.textContent = words;
}
