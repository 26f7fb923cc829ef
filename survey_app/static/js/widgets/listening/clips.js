/** The recorded clips of a page, held in memory. Nothing is written down on the device. */

import { fetchSound, addressOf, keptSound } from "../../offline/sounds.js";

/** Milliseconds for one clip to come. */
const PATIENCE_WITH_NETWORK = 20_000;

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
  }

  /**
   * Get all clips of a part of the page at once, by their names. So nobody who reads a log learns in which order
   * somebody listens, nor to which question.
   * @param {HTMLElement} part
   */
  bring(part) {
    for (const name of clipsIn(part)) if (!this.coming.has(name)) this.coming.set(name, this.fetch(name));
  }

  /**
   * The address in memory of a clip, or a promise of it: undefined if it does not come.
   * @param {string} name
   */
  find(name) {
    return this.here.get(name) ?? this.coming.get(name);
  }

  /** @param {string} name */
  async fetch(name) {
    try {
      const kept = globalThis.caches && (await keptSound(addressOf(name)));
      const late = new Promise((_, reject) => setTimeout(reject, PATIENCE_WITH_NETWORK));
      const answer = kept || (await Promise.race([fetchSound(name), late]));
      const address = URL.createObjectURL(await answer.blob());
      this.here.set(name, address);
      return address;
    } catch {
      // The next press tries again.
      this.coming.delete(name);
    }
  }
}
