/**
 * A shared device: one person after another uses it, at an event or in a classroom. Each chooses a language first.
 * Nothing of one person is left for the next. Finished responses wait, sealed. The device stays shared, in every tab,
 * until somebody leaves with a long press.
 */

import { eraseDrafts } from "../../offline/drafts.js";
import { waiting } from "../../offline/outbox.js";
import { eraseOne, readAll, readOne, writeOne } from "../../offline/store.js";
import { pagesHere } from "./keeping.js";
import { make } from "../say.js";
import { leaveTab } from "./unfinished.js";
import { button, buttons, word } from "../words.js";

// Milliseconds.
const IDLE = 150_000;
const WARNING = 30_000;
const AFTER_THANKS = 15_000;
const HOLD = 2_000;

/** The school for which this device is shared; "" if it is not shared. */
export const sharedFor = async () => (await readOne("settings", "shared")) || "";

/** Whether the address asks for a shared device, as a school's link and QR code do. */
export const asksForShared = () => /^\?kiosk\b/.test(location.search);

/** Say that this browser cannot be a shared device. */
export function refuseShared() {
  const notice = make("p", word("shared_refused"), { className: "notice" });
  notice.setAttribute("role", "alert");
  document.getElementById("main").prepend(notice);
}

/** Make this device a shared one. */
export async function becomeShared() {
  const school = location.pathname.split("/")[2];
  await writeOne("settings", "shared", school);
  await eraseDrafts();
}

/** The shared device, as one page sees it. */
export class Shared {
  /**
   * @param {string} school
   * @param {TakenSurvey | null} survey
   */
  constructor(school, survey) {
    this.school = school;
    this.start = `/s/${school}?kiosk`;
    this.survey = survey;
    this.isOver = false;
    this.since = 0;
    this.count = make("span");
    this.hint = make("span", "", { className: "hint" });
    /** The name of the response that was just finished here. */
    this.own = "";
    if (survey) survey.channel = "kiosk";
  }

  /** Begin. Every page has the bar; the start page has the languages; other pages watch for idle time. */
  async begin() {
    document.documentElement.classList.add("shared");
    this.drawBar();
    await this.draw();
    // A page that the back button brings back would show somebody else's answers.
    addEventListener("pageshow", ({ persisted }) => persisted && this.restart());
    const isStart = location.pathname.split("/").length < 5 && asksForShared();
    if (isStart) this.offerLanguages();
    else this.watch();
    if (document.querySelector(".done")) this.next();
  }

  offerLanguages() {
    const main = document.getElementById("main");
    const title = main.querySelector("h1").textContent;
    this.askToKeep(pagesHere().all);
    const list = make("ul", "", { className: "tongues" });
    list.setAttribute("role", "list");
    for (const link of document.querySelectorAll("nav a")) {
      const item = make("li");
      const copy = make("a", link.textContent, { href: link.href, lang: link.lang, dir: link.dir });
      copy.onclick = (event) => (event.preventDefault(), location.replace(link.href));
      item.append(copy);
      list.append(item);
    }
    main.replaceChildren(make("h1", title), make("p", word("choose_language")), list);
    document.querySelector("nav").remove();
  }

  /**
   * Keep every page of this school for when there is no connection. The worker does it: this page may go any time.
   * @param {string[]} paths
   */
  async askToKeep(paths) {
    (await navigator.serviceWorker.ready).active?.postMessage({ keep: paths });
  }

  drawBar() {
    this.count.setAttribute("role", "status");
    const leave = make("button", word("shared_leave"), {
      type: "button",
      className: "hold",
      title: word("shared_hold")
    });
    this.hint.setAttribute("role", "status");
    this.bar = make("aside", "", { id: "shared" });
    this.bar.setAttribute("aria-label", word("shared"));
    this.bar.append(make("b", word("shared")), this.count, this.hint, leave);
    document.body.append(this.bar);
    holdable(
      leave,
      () => this.askToLeave(),
      () => (this.hint.textContent = word("shared_hold"))
    );
  }

  /** Say how many responses wait. Nobody sees the receipts of others. */
  async draw() {
    for (const { id } of await readAll("receipts")) if (id != this.own) await eraseOne("receipts", id);
    this.count.textContent = word("shared_waiting", { count: (await waiting()).length });
  }

  /** After a response: some time to read, then the next person. */
  next() {
    document.querySelector(".done").append(buttons(button("shared_next", () => this.restart(), "main")));
    this.isOver = true;
    this.planRestart(AFTER_THANKS);
  }

  watch() {
    const wake = () => this.dialog || (this.isOver ? this.planRestart(AFTER_THANKS) : this.planWarning());
    for (const sign of ["pointerdown", "keydown", "scroll", "input"])
      addEventListener(sign, wake, { passive: true, capture: true });
    // A device that slept did not count the time.
    document.addEventListener(
      "visibilitychange",
      () => !document.hidden && Date.now() - this.since > IDLE + WARNING && this.restart()
    );
    this.planWarning();
  }

  planWarning() {
    this.since = Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.warn(), IDLE);
  }

  /** @param {number} after milliseconds */
  planRestart(after) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.restart(), after);
  }

  warn() {
    const text = word("shared_idle_text", { seconds: WARNING / 1000 });
    this.dialog = ask(word("shared_idle"), text, [button("shared_stay", () => this.stay(), "main")], () => this.stay());
    this.planRestart(WARNING);
  }

  stay() {
    this.close();
    this.planWarning();
  }

  close() {
    this.dialog?.remove();
    this.dialog = null;
  }

  async askToLeave() {
    clearTimeout(this.timer);
    const { length: count } = await waiting();
    const leave = button("shared_leave_now", () => this.leave());
    this.dialog = ask(
      word("shared_over"),
      count ? word("shared_left", { count }) : word("shared_none"),
      [button("shared_go_on", () => this.stay(), "main"), leave],
      () => this.stay()
    );
  }

  async leave() {
    await eraseOne("settings", "shared");
    await eraseDrafts();
    this.wipe();
    location.replace(`/s/${this.school}/${document.documentElement.lang}`);
  }

  /** Remove everything of this person: from the screen, from the device, and from the back button. */
  async restart() {
    this.wipe();
    await eraseDrafts().catch(() => {});
    location.replace(this.start);
  }

  wipe() {
    clearTimeout(this.timer);
    leaveTab();
    document.getElementById("main").replaceChildren();
  }
}

/**
 * A button that acts when somebody holds it, by finger or by key. A short press explains how.
 * @param {HTMLElement} target
 * @param {() => void} act
 * @param {() => void} hint
 */
function holdable(target, act, hint) {
  let timer = 0;
  const begin = () => {
    if (timer) return;
    target.classList.add("held");
    timer = setTimeout(() => (stop(), act()), HOLD);
  };
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
    target.classList.remove("held");
  };
  const giveUp = () => timer && (stop(), hint());
  target.onpointerdown = begin;
  target.onkeydown = ({ key }) => ["Enter", " "].includes(key) && begin();
  for (const sign of ["pointerup", "pointerleave", "pointercancel", "keyup", "blur"])
    target.addEventListener(sign, giveUp);
  target.oncontextmenu = (event) => event.preventDefault();
}

/**
 * @param {string} title
 * @param {string} text
 * @param {HTMLElement[]} choices
 * @param {() => void} close
 */
function ask(title, text, choices, close) {
  const dialog = make("dialog", "", { className: "ask" });
  const heading = make("h2", title, { id: "ask" });
  dialog.setAttribute("aria-labelledby", "ask");
  dialog.append(heading, make("p", text), buttons(...choices));
  dialog.oncancel = (event) => (event.preventDefault(), close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
