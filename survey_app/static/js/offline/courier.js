/** When to post what waits: at once for a person who just finished, else when something hints that it may work now. */

import { pause } from "./acknowledgement.js";
import { deliver, waiting } from "./outbox.js";

const SPREAD = 20000;

/** Posts what waits, now and later, until nothing is left. */
export class Courier {
  /** @param {() => void} tell called whenever something may have changed */
  constructor(tell) {
    this.tell = tell;
    this.tries = 0;
    this.isTold = false;
  }

  /**
   * Post now, this response first. Says how it went, as `deliver` does.
   * @param {string} [first]
   * @returns {Promise<Delivery>}
   */
  async send(first) {
    this.plan(null);
    const outcome = await deliver(first).catch(() => ({ left: 0, wait: "failing", after: 0 }));
    this.tell();
    this.isTold = outcome.wait == "busy";
    if (outcome.wait) this.plan(pause(this.tries++, outcome.after));
    else this.tries = 0;
    return outcome;
  }

  /** Post soon. A device with several waits a random time: a whole school comes back together with its uplink. */
  async nudge() {
    // The server asked for a pause.
    if (this.isTold && this.timer) return;
    const { length } = (await waiting().catch(() => [])).filter(({ help }) => !help);
    if (length) this.plan(length > 1 ? Math.random() * SPREAD : 0);
  }

  /** @param {number | null} after milliseconds; null: not at all */
  plan(after) {
    clearTimeout(this.timer);
    this.timer = after == null ? 0 : setTimeout(() => this.send(), after);
  }
}
