/** The strip on every public page: what waits on this device, since when and why, and what people can do about it. */

import { eraseOne, readAll } from "../../offline/store.js";
import { toFile, waiting } from "../../offline/outbox.js";
import { make } from "../say.js";
import { button, buttons, knows, spellTime, word } from "../words.js";

const DAY = 86400000;

/** Shows what waits. */
export class Strip {
  /** @param {(first?: string) => Promise<unknown>} send posts what waits; first: a response, even if it was refused */
  constructor(send) {
    this.send = send;
    this.drawn = this.title = "";
    /** The name of the response that was just finished here. */
    this.own = "";
    this.place = make("div", "", { id: "strip" });
    // A screen reader reads the first line. It must be on the page before it says something.
    this.news = make("p");
    this.news.setAttribute("role", "status");
    this.rest = make("div");
    this.place.append(this.news, this.rest);
    document.getElementById("main").before(this.place);
  }

  /** Draw what there is now. */
  async draw() {
    const items = await waiting();
    // The page itself tells about the response that was just finished here.
    const receipts = (await readAll("receipts")).filter(({ id }) => id != this.own);
    const parts = [
      ...this.drawWaiting(items.filter(({ help }) => !help)),
      ...this.drawHelp(items.filter(({ help }) => help)),
      ...this.drawArrived(receipts)
    ];
    const words = parts.map(({ textContent }) => textContent).join("\n");
    // Draw it anew only when it says something else: a button that has the focus stays where it is.
    if (words == this.drawn) return;
    this.drawn = words;
    const [first, ...rest] = parts;
    this.title = first?.textContent || "";
    this.news.textContent = this.title;
    this.news.className = first?.className || "";
    this.rest.replaceChildren(...rest);
    this.frame(Boolean(first));
  }

  /**
   * A place of its own on the page, while there is something in it.
   * @param {boolean} isFull
   */
  frame(isFull) {
    this.place.classList.toggle("notice", isFull);
    for (const [name, value] of [
      ["role", "complementary"],
      ["aria-label", word("strip")]
    ]) {
      if (isFull) this.place.setAttribute(name, value);
      else this.place.removeAttribute(name);
    }
  }

  /**
   * @param {OutboxItem[]} items
   * @returns {HTMLElement[]}
   */
  drawWaiting(items) {
    if (!items.length) return [];
    const [oldest] = items;
    const why = items.map(({ why: reason }) => reason).find(Boolean);
    const age = Date.now() - oldest.at;
    const lines = [
      make("p", word("waiting", { count: items.length }), { className: "title" }),
      make("p", `${word("since", { time: spellTime(oldest.at) })} ${why ? word(`why_${why}`) : ""}`)
    ];
    if (age > DAY) lines.push(make("p", word("old"), { className: "problem" }));
    const now = button("send_now", () => this.sendNow(now));
    return [...lines, buttons(now, button("save_file", saveFile))];
  }

  /**
   * @param {OutboxItem[]} items
   * @returns {HTMLElement[]}
   */
  drawHelp(items) {
    return items.flatMap(({ id, help, at }) => [
      make("p", `${word("help", { time: spellTime(at) })} ${reasonOf(help)}`, { className: "problem" }),
      buttons(
        button("try_again", () => this.send(id)),
        button("save_file", saveFile)
      )
    ]);
  }

  /**
   * @param {Receipt[]} receipts
   * @returns {HTMLElement[]}
   */
  drawArrived(receipts) {
    if (!receipts.length) return [];
    const spelt = receipts.map(({ receipt }) => receipt).join(", ");
    const lost = receipts.reduce((count, { notTaken }) => count + (notTaken?.length || 0), 0);
    const lines = [make("p", word("arrived", { receipts: spelt }), { className: "title" })];
    if (lost) lines.push(make("p", word("not_taken", { count: lost })));
    return [...lines, buttons(button("fine", () => this.dismiss(receipts)))];
  }

  /** @param {Receipt[]} receipts */
  async dismiss(receipts) {
    for (const { id } of receipts) await eraseOne("receipts", id);
    await this.draw();
  }

  /** @param {HTMLButtonElement} now */
  async sendNow(now) {
    now.disabled = true;
    this.news.textContent = word("sending");
    await this.send();
    now.disabled = false;
    // Say it again even if nothing has changed, because somebody asked.
    this.news.textContent = this.title;
  }
}

/** @param {string} code */
const reasonOf = (code) => word(knows(`help_${code}`) ? `help_${code}` : "help_other", { code });

async function saveFile() {
  const address = URL.createObjectURL(new Blob([await toFile()], { type: "application/json" }));
  make("a", "", { href: address, download: "survey-responses.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
