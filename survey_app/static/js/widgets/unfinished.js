/** Unfinished answers: written down as they are given, offered when the same survey is opened again. */

import { draftsOf, DraftWriter, eraseDrafts } from "../offline/drafts.js";
import { make } from "./say.js";
import { button, buttons, word } from "./words.js";

const TYPING = 300;
/** Remembers, in this tab, which response it is about; never what was answered. */
const TAB = "survey_app response";

/** The answers of a survey page on this device. */
export class Unfinished {
  constructor(survey) {
    this.survey = survey;
    this.name = new URL(survey.form.action).pathname.replace(/[^/]*$/, "");
    this.writer = new DraftWriter(this.name);
  }

  /**
   * Go on where this tab was, such as in another language; else find what others left.
   * @param {boolean} isShared nothing is written down then but for the way to another language, and erased on arrival
   */
  async begin(isShared) {
    const drafts = await draftsOf(this.name);
    const mine = drafts.find(({ id }) => id == tabHas());
    this.others = drafts.filter((draft) => draft != mine);
    if (mine) this.survey.resume(mine.state);
    this.survey.keep = () => this.save().then(() => true, () => false);
    if (isShared) return this.forget();
    this.survey.changed = (isWhole) => this.plan(isWhole ? 0 : TYPING);
    // The system may take a page away as soon as it is out of sight.
    document.addEventListener("visibilitychange", () => document.hidden && this.save().catch(() => {}));
    this.plan(0);
  }

  plan(after) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save().catch(({ name }) => this.mark(name == "SecurityError")), after);
  }

  async save() {
    clearTimeout(this.timer);
    const state = this.survey.state();
    if (state.isBlank || this.writer.isOver) return;
    await this.writer.save(state);
    this.mark(true);
    sessionStorage.setItem(TAB, state.id);
  }

  /** Say that the answers are saved: only once they are. */
  mark(isSaved) {
    this.isSaved = isSaved;
    if (isSaved == null) return;
    this.sign ??= make("span", "", { className: "saved" });
    this.sign.textContent = isSaved ? word("saved") : word("not_saved");
    if (!this.sign.parentElement) document.getElementById("where")?.before(this.sign);
  }

  /** Write nothing more: the response is finished. */
  async end() {
    clearTimeout(this.timer);
    await this.writer.end();
    leaveTab();
  }

  async forget() {
    leaveTab();
    await eraseDrafts(this.name);
  }

  /** The response could not be finished after all: write on. */
  reopen() {
    this.writer.isOver = false;
  }

  /** Ask about what somebody left: it may have been someone else. */
  offer() {
    const [newest] = this.others;
    if (!newest) return;
    const panel = make("div", "", { className: "notice" });
    const close = () => panel.remove();
    panel.append(
      make("h2", word("draft_title")),
      make("p", word("draft_text")),
      buttons(
        button("draft_continue", () => (close(), this.survey.resume(newest.state)), "main"),
        button("draft_erase", () => eraseDrafts(this.name).then(close)),
      ),
    );
    document.getElementById("start").prepend(panel);
  }
}

/** The response of this tab, if any. */
function tabHas() {
  try {
    return sessionStorage.getItem(TAB);
  } catch {
    return null;
  }
}

/** On a page that is no survey: who comes next in this tab is asked first. */
export function leaveTab() {
  try {
    sessionStorage.removeItem(TAB);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
