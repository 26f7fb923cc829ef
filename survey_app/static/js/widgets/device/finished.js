/** Replaces the survey once its answers are safe on this device, until they have arrived. */

import { eraseOne } from "../../offline/store.js";
import { whereIs } from "../../offline/outbox.js";
import { make } from "../say.js";
import { word } from "../words.js";

/** The panel for one response. */
export class Finished {
  /**
   * @param {boolean} isShared whether somebody else uses this device next
   * @param {string} id its name in the outbox
   * @param {SurveyForm} form
   */
  constructor(id, form, isShared) {
    this.id = id;
    this.place = make("section", "", { className: "done", tabIndex: -1 });
    this.title = make("h1", word("finished_title"));
    this.title.tabIndex = -1;
    this.text = make("p", word("finished_text"));
    const help = [...form.querySelectorAll("#help")].map((each) => Object.assign(each.cloneNode(true), { open: true }));
    this.place.append(this.title, this.text, ...help);
    if (!isShared) this.place.append(this.lead(schoolOf(form)));
    // Remove it from the page, so that nothing comes back through the back button.
    for (const old of document.querySelectorAll("#main > *")) old.remove();
    document.getElementById("main").append(this.place);
    document.querySelector("nav")?.remove();
    addEventListener("popstate", () => location.reload());
    scrollTo(0, 0);
    this.title.focus();
  }

  /** @param {string} address */
  lead(address) {
    this.text.textContent += ` ${word("finished_close")}`;
    const row = make("p", "", { className: "go" });
    row.append(make("a", word("back"), { href: address }));
    return row;
  }

  /** Say where the response is now. */
  async draw() {
    const { receipt, item } = await whereIs(this.id);
    if (item?.help) this.text.textContent = word("finished_help");
    if (!receipt || this.receipt) return;
    this.receipt = receipt.receipt;
    this.title.textContent = word("thanks");
    this.text.textContent = word("has_arrived");
    if (receipt.notTaken.length) this.text.textContent += ` ${word("not_taken", { count: receipt.notTaken.length })}`;
    const shown = make("p", `${word("receipt")} `, { className: "receipt" });
    shown.append(make("bdi", this.receipt, { dir: "ltr" }));
    this.text.after(shown);
    await eraseOne("receipts", this.id);
  }
}

/** @param {SurveyForm} form */
const schoolOf = (form) => {
  const [, , school, , language] = new URL(form.action).pathname.split("/");
  return `/s/${school}/${language}`;
};
