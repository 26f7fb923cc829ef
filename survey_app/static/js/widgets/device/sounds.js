/** Keeping the recorded clips of a survey on this device, for when there is no connection: only if somebody asks. */

import { forgetSounds, keepSounds, missingSounds, sweepSounds } from "../../offline/sounds.js";
import { clipsIn, playsClips } from "../listening/clips.js";
import { make } from "../say.js";
import { button, buttons, knows, speak, word } from "../words.js";

/**
 * Offer to keep the clips of a survey, beside what the page says of being kept. It can be undone.
 * @param {HTMLElement} form
 * @param {Kit} kit
 */
export async function offerSound(form, kit) {
  const place = document.querySelector(".keep");
  speak(kit);
  // A kit that was kept long ago has no words for this. Without https there is no store.
  if (!place || !globalThis.caches || !knows("sound_keep") || !playsClips()) return;
  await sweepSounds();
  await new SoundOffer(form, place).draw();
}

class SoundOffer {
  /**
   * @param {HTMLElement} form
   * @param {HTMLElement} place
   */
  constructor(form, place) {
    this.bytes = Number(form.dataset.soundBytes);
    this.names = clipsIn(form);
    /** @type {string[]} */
    this.missing = [];
    this.text = make("p");
    this.text.setAttribute("role", "status");
    this.bar = make("progress", "", { hidden: true });
    this.isBusy = false;
    // One button for both: it keeps the focus.
    this.button = button("sound_keep", () => this.press());
    place.append(this.text, this.bar, buttons(this.button));
  }

  /** @param {string} [outcome] the name of what there is to say */
  async draw(outcome) {
    this.missing = await missingSounds(this.names);
    const size = (this.bytes * this.missing.length) / this.names.length / 1e6;
    const spelled = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
    this.bar.hidden = true;
    this.say(outcome ?? (this.missing.length ? "" : "sound_kept"));
    this.button.textContent = this.missing.length
      ? word("sound_keep", { size: spelled.format(Math.max(size, 0.1)) })
      : word("sound_erase");
  }

  /**
   * @param {string} name of what there is to say, or ""
   * @param {Record<string, number>} [values]
   */
  say(name, values) {
    this.text.textContent = name && word(name, values);
  }

  async press() {
    if (this.isBusy) return;
    this.isBusy = true;
    await (this.missing.length ? this.keep() : this.erase());
    this.isBusy = false;
  }

  async keep() {
    const total = this.missing.length;
    Object.assign(this.bar, { max: total, value: 0, hidden: false });
    this.bar.setAttribute("aria-label", String(this.button.textContent));
    /** @param {number} done */
    const tell = (done) => {
      this.bar.value = done;
      this.say("sound_progress", { done, total });
    };
    try {
      await keepSounds(this.missing, tell);
      await this.draw();
    } catch (error) {
      const isFull = /** @type {Error} */ (error).name == "QuotaExceededError";
      await this.draw(isFull ? "sound_full" : "keep_failed");
    }
  }

  async erase() {
    await forgetSounds(this.names);
    await sweepSounds();
    await this.draw("sound_erased");
  }
}
