/** Unfinished answers: written down as people give them, and offered when somebody opens the same survey again. */

import { draftName, draftsOf, DraftWriter, eraseDrafts } from "../../offline/drafts.js";
import { eraseOne, readAll } from "../../offline/store.js";
import { send } from "../../survey/sending.js";
import { make } from "../say.js";
import { EASY, RESPONSE, SENT } from "../tab.js";
import { button, buttons, word } from "../words.js";

const TYPING = 300;

/** The answers of a survey page on this device. */
export class Unfinished {
  /** @param {TakenSurvey} survey */
  constructor(survey) {
    this.survey = survey;
    /** @type {OpenedDraft[]} */
    this.others = [];
    /** @type {SurveyState | undefined} with which this page went on */
    this.mine = undefined;
    /** @type {HTMLElement | null} */
    this.sign = null;
    this.name = new URL(survey.form.action).pathname.replace(/[^/]*$/, "");
    this.writer = new DraftWriter(this.name);
  }

  /**
   * Continue where this tab was, such as in another language; else look for what others left.
   * @param {boolean} isShared then we write only to get to another language, and erase that on arrival
   */
  async begin(isShared) {
    drop(SENT);
    // Until the kit has come, there is no outbox.
    this.survey.deliver = async (address, response) => this.sent(await send(address, response));
    const drafts = await draftsOf(this.name);
    // A page that came with answers itself says which response they belong to.
    const mine = drafts.find(({ id }) => [tabHas(), this.survey.state().id].includes(id));
    // What somebody said in an interview is offered in an interview alone.
    this.others = drafts.filter(
      (draft) => draft != mine && draft.state.fields.length && !draft.state.interview == !this.survey.interview
    );
    this.mine = mine?.state;
    if (this.mine) this.survey.resume(this.mine);
    if (isShared) return this.forget();
    this.listen();
    // The system may remove a page as soon as it is out of sight. We do not write again what is already saved:
    // another tab may have continued with it.
    document.addEventListener("visibilitychange", () => document.hidden && this.timer && this.save().catch(() => {}));
    addEventListener("pageshow", ({ persisted }) => persisted && this.comeBack().catch(() => this.plan(0)));
    this.plan(0);
  }

  listen() {
    this.survey.changed = (isWhole) => this.plan(isWhole ? 0 : TYPING);
  }

  /**
   * Save soon. People who type without a pause get saved all the same.
   * @param {number} after milliseconds
   */
  plan(after) {
    if (this.sign) this.sign.style.visibility = "hidden";
    if (after && this.timer) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save().catch(({ name }) => this.mark(name == "SecurityError")), after);
  }

  async save() {
    clearTimeout(this.timer);
    this.timer = 0;
    const state = this.survey.state();
    // Answers that somebody took back are taken back here too. A page without any answers has nothing to say.
    if (this.writer.isOver || (state.isBlank && !this.isSaved)) return;
    await this.writer.save(state);
    if (!this.timer) this.mark(true);
    sessionStorage.setItem(RESPONSE, state.id);
  }

  /**
   * The page cache gave this page back. What was sent, erased or gone on with meanwhile is not shown as it was here,
   * and not written again.
   */
  async comeBack() {
    clearTimeout(this.timer);
    const { form, answers } = this.survey;
    const id = /** @type {HTMLInputElement} */ (form.elements.id);
    await this.writer.last.catch(() => {});
    const draft = (await draftsOf(this.name)).find((each) => each.id == id.value);
    if (!this.isSaved || draft?.at == this.writer.at) return this.plan(0);
    await this.writer.end();
    id.value = "";
    answers.clear();
    location.reload();
  }

  /** Save for the page that comes next, with whatever people still answer here. Says whether that worked. */
  async keep() {
    try {
      await this.save();
    } catch {
      return false;
    }
    this.listen();
    return true;
  }

  /**
   * Say that the answers are saved, but only once they are.
   * @param {boolean} [isSaved] not given: we do not know
   */
  mark(isSaved) {
    this.isSaved = isSaved;
    if (isSaved == null) return;
    this.sign ??= make("span", "", { className: "saved" });
    this.sign.style.visibility = "";
    this.sign.textContent = isSaved ? word("saved") : word("not_saved");
    if (!this.sign.parentElement) document.getElementById("where")?.before(this.sign);
  }

  /** Write nothing more: the response is finished. */
  async end() {
    clearTimeout(this.timer);
    await this.writer.end();
    leaveTab();
  }

  /**
   * The response was sent without the outbox. If it has arrived, no draft is left of it.
   * @param {Outcome} outcome
   */
  async sent(outcome) {
    if (outcome.receipt) await this.drop().catch(() => {});
    return outcome;
  }

  /** The form sends the response, and this page is gone; see `forgetSent`. */
  sendForm() {
    sessionStorage.setItem(SENT, this.survey.state().id);
  }

  /** Erase what this tab holds. */
  async drop() {
    await this.end();
    await this.erase([this.survey.state()]);
  }

  /**
   * @param {{ id: string }[]} drafts
   * @returns {Promise<unknown>}
   */
  erase(drafts) {
    return Promise.all(drafts.map(({ id }) => eraseDrafts(draftName(this.name, id))));
  }

  async forget() {
    // How they read comes along to another language.
    drop(RESPONSE);
    await eraseDrafts(this.name);
  }

  /** The response could not be finished after all: continue to write. */
  reopen() {
    this.writer.isOver = false;
    this.plan(0);
  }

  /** Ask about what people left, each by itself. It may have been someone else. */
  offer() {
    if (!this.others[0]) return;
    const panel = make("div", "", { id: "unfinished", className: "notice" });
    panel.append(make("h2", word("draft_title")), make("p", word("draft_text")));
    for (const draft of this.others) panel.append(this.row(draft, panel));
    document.getElementById("start").prepend(panel);
  }

  /**
   * @param {OpenedDraft} draft
   * @param {HTMLElement} panel
   */
  row(draft, panel) {
    const row = make("div");
    const close = () => (row.remove(), panel.querySelector("button") || panel.remove());
    // Another tab may have gone on with it, or sent it, since this page came.
    const resume = async () => {
      const now = (await draftsOf(this.name)).find(({ id }) => id == draft.id);
      if (!now) return close();
      panel.remove();
      this.survey.resume(now.state);
    };
    if (this.others[1]) row.append(make("p", new Date(draft.at).toLocaleString(document.documentElement.lang)));
    row.append(
      buttons(
        button("draft_continue", resume, "main"),
        button("draft_erase", () => this.erase([draft]).then(close))
      )
    );
    return row;
  }
}

/** What this tab remembers: the response that it works on, if any. */
export function tabHas(name = RESPONSE) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

/** On a page that is not a survey: ask the next person in this tab first, and show them the survey as usual. */
export const leaveTab = () => drop(RESPONSE, EASY);

/** On a page that is not a survey. Where people are thanked, neither receipt nor draft of what the form sent stays. */
export async function forgetSent() {
  const id = tabHas(SENT);
  const [, survey] = /^(.*\/)[^/]+\/thanks$/.exec(location.pathname) || [];
  drop(SENT);
  // Without a network, another page stands at this address.
  if (!survey || !document.querySelector(".done")) return;
  if (id) await eraseDrafts(draftName(survey, id));
  const shown = new URLSearchParams(location.search).get("receipt");
  for (const each of await readAll("receipts")) if (each.receipt == shown) await eraseOne("receipts", each.id);
}

/** @param {string[]} names */
function drop(...names) {
  try {
    for (const name of names) sessionStorage.removeItem(name);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
