/** The recorded clips of a page, held in memory. Nothing is written down on the device. */

import { fetchSound, addressOf, keptSound } from "../../offline/sounds.js";

/** Milliseconds without any clip coming after which we give up waiting: on a slow line they come one by one. */
const PATIENCE_WITH_NETWORK = 20_000;
const PAUSE = 500;

/**
 * The names of all clips inside an element, each once. They are hashes: sorted, they tell nothing of the page.
 * @param {HTMLElement} element
 */
export const clipsIn = (element) =>
  [
    ...new Set([...element.querySelectorAll("[data-sound]")].flatMap(({ dataset }) => dataset.sound?.split(" ") ?? []))
  ].sort();

/** Whether this browser can play clips at all. */
export const playsClips = () => Boolean(new Audio().canPlayType("audio/mpeg"));

export class Clips {
  constructor() {
    /** @type {Map<string, string>} what is here: name → address in memory */
    this.here = new Map();
    /** @type {Map<string, Promise<string | undefined>>} what is here or on its way */
    this.coming = new Map();
    /** When the last one came, or somebody asked for some. */
    this.latest = 0;
  }

  /**
   * Get all clips of a part of the page at once, by their names. So nobody who reads a log learns in which order
   * somebody listens, nor to which question.
   * @param {HTMLElement} part
   */
  bring(part) {
    this.latest = Date.now();
    for (const name of clipsIn(part)) if (!this.coming.has(name)) this.coming.set(name, this.fetch(name));
  }

  /**
   * The address in memory of a clip once it is here; undefined if it does not come. If it comes after that, the next
   * press finds it.
   * @param {string} name
   * @returns {Promise<string | undefined>}
   */
  wait(name) {
    return new Promise((resolve) => {
      const timer = setInterval(() => Date.now() - this.latest > PATIENCE_WITH_NETWORK && end(), PAUSE);
      const end = (/** @type {string | undefined} */ address = undefined) => {
        clearInterval(timer);
        resolve(address);
      };
      Promise.resolve(this.coming.get(name)).then(end, () => end());
    });
  }

  /** @param {string} name */
  async fetch(name) {
    try {
      const kept = globalThis.caches && (await keptSound(addressOf(name)));
      const answer = kept || (await fetchSound(name));
      const address = URL.createObjectURL(await answer.blob());
      this.here.set(name, address);
      this.latest = Date.now();
      return address;
    } catch {
      // The next press tries again.
      this.coming.delete(name);
    }
  }
}
