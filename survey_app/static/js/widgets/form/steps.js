/** One part of the survey at a time, with the browser's own way back. */

import { say } from "../say.js";

const progress = document.getElementById("progress");
const buttons = document.getElementById("steps");
const title = document.title;
const mainHeading = document.querySelector("h1");

/** The parts of a form. One of them shows. onShow hears about each part that comes up. */
export class Steps {
  /**
   * @param {HTMLElement} form
   * @param {(step: HTMLElement) => void} onShow
   */
  constructor(form, onShow) {
    /** @type {HTMLElement[]} */
    this.all = [...form.querySelectorAll(":scope>section")];
    this.current = this.all[0];
    this.onShow = onShow;
    /** @type {Set<string>} */
    this.seen = new Set();
    onpopstate = ({ state }) => {
      // A link inside the page, such as the one that skips to the content, does not change the part.
      if (!state) history.replaceState({ step: this.current.id, depth: this.depth + 1 }, "");
      this.show(state);
    };
  }

  /** The parts that can be shown now: those with a question to ask, the first and the last. */
  get open() {
    return this.all.filter((step) => "off" in step.dataset == false);
  }

  get at() {
    return this.open.indexOf(this.current);
  }

  /**
   * Begin with the part that `id` names, as if the person had come through the parts before it.
   * @param {string} id
   * @param {string[]} seen
   */
  begin(id, seen) {
    for (const each of seen) this.seen.add(each);
    const last = this.open.findIndex((step) => step.id == id);
    this.open
      .slice(0, last + 1)
      .forEach(({ id: step }, depth) => history[depth ? "pushState" : "replaceState"]({ step, depth }, ""));
    if (last < 0) history.replaceState({ depth: 0 }, "");
    this.show(last > 0);
  }

  /**
   * Go to a part, unless we are there. The way back leads here.
   * @param {HTMLElement} step
   */
  go(step) {
    if (step == this.current) return;
    history.pushState({ step: step.id, depth: history.state.depth + 1 }, "");
    this.show();
  }

  /** Show the part that the history names, else the first. Its heading gets the focus. */
  show(isMoved = true) {
    const open = this.open;
    this.depth = history.state.depth;
    this.current = open.find(({ id }) => id == history.state.step) || open[0];
    for (const step of this.all) step.hidden = step != this.current;
    this.seen.add(this.current.id);
    this.frame(open);
    this.onShow(this.current);
    if (!isMoved) return;
    // From here on, a slip of the finger at the top of the page would lose answers.
    document.querySelector(".name").removeAttribute("href");
    const heading = this.at ? this.current.querySelector("h2") : mainHeading;
    heading.setAttribute("aria-describedby", "where");
    document.title = `${heading.textContent} · ${title}`;
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }

  /** Progress and buttons around the part. */
  frame(open = this.open) {
    const last = open.length - 1;
    const [next, , end] = buttons.children;
    mainHeading.classList.toggle("unseen", this.at > 0);
    progress.hidden = !this.at;
    progress.firstElementChild.max = last;
    progress.firstElementChild.value = this.at;
    progress.lastElementChild.textContent = say("part", { number: this.at, total: last });
    next.hidden = this.at == last;
    end.hidden = this.at >= last - 1;
    buttons.hidden = !this.at;
  }
}
