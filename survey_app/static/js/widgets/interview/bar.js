/** What tells a helper that this is an interview, and leads to the next person. In the words of the helper. */

import { noteInterview } from "./tab.js";
import { make } from "../say.js";

export class Bar {
  /**
   * @param {Interview} interview
   * @param {() => Promise<unknown>} drop erases what the person said so far
   */
  constructor(interview, drop) {
    this.interview = interview;
    this.drop = drop;
    this.place = make("aside", "", { id: "asking", ...this.voice });
    this.place.setAttribute("aria-label", interview.words.name);
    this.stop = this.button("stop", () => this.askToStop());
    this.place.append(make("b", interview.words.name), make("span", interview.name), this.stop);
    document.getElementById("main").before(this.place);
  }

  /** The page is in the language that is read, not in that of the helper. */
  get voice() {
    const { lang, dir } = this.interview;
    return { lang, dir };
  }

  /**
   * @param {string} name
   * @param {() => unknown} act
   */
  button(name, act, className = "") {
    return make("button", this.interview.words[name], { type: "button", onclick: act, className });
  }

  /** The person may stop at any time, and want nothing of it sent. */
  askToStop() {
    const dialog = make("dialog", "", { className: "ask", ...this.voice });
    dialog.setAttribute("aria-labelledby", "ask");
    const row = make("p", "", { className: "go" });
    row.append(
      this.button("stay", () => dialog.remove(), "main"),
      this.button("erase", () => this.erase())
    );
    dialog.append(make("h2", this.interview.words.ask, { id: "ask" }), row);
    dialog.onclose = () => dialog.remove();
    document.body.append(dialog);
    dialog.showModal();
  }

  async erase() {
    await this.drop();
    this.restart();
  }

  /** The response is finished: the next person may come. */
  next() {
    this.end();
    this.stop.remove();
    const row = make("p", "", { className: "go" });
    Object.assign(row, this.voice);
    row.append(this.button("next", () => this.restart(), "main"));
    document.querySelector(".done").append(row);
  }

  /** The next one may speak the same language. */
  end() {
    noteInterview({ ...this.interview, isOver: true });
  }

  /** Nothing of one person may come back through the back button. */
  restart() {
    this.end();
    document.getElementById("main").replaceChildren();
    location.replace(this.interview.start);
  }
}
