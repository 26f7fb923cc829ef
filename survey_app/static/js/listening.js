/** Listening to a survey. It comes with the offline client, after the page can be used. */

import { Listening } from "./widgets/listening/buttons.js";
import { Speaker } from "./widgets/listening/speaking.js";
import { watchVoices } from "./widgets/listening/voices.js";

/**
 * Offer to read the questions of a form aloud: by recorded clips, and by this device as soon as it has a voice of the
 * language.
 * @param {HTMLElement} form
 * @param {Kit} kit one that was kept long ago has no words for this
 * @returns what offers to keep the sound, if the page has any
 */
export async function offerListening(form, kit) {
  const { words } = kit;
  if (!words.listen) return;
  const speaker = new Speaker();
  // A page without clips fetches nothing for them.
  const sound = form.dataset.soundBytes ? await import("./sound.js").catch(() => {}) : undefined;
  const listening = new Listening(form, sound ? new sound.Player(speaker, words.sound_missed) : speaker, words);
  /** @type {Promise<boolean> | undefined} */
  let dressed;
  const offer = async () => {
    // Voices may have gone meanwhile.
    if (!listening.isAble || (await (dressed ??= dress()))) listening.offer();
  };
  if (globalThis.speechSynthesis) {
    watchVoices(document.documentElement.lang, (voice) => {
      speaker.voice = voice;
      return offer();
    });
  } else await offer();
  return sound && (() => sound.offerSound(form, kit));
}

/** Load the style of the buttons. Says whether it came: without it they would stand in the way. */
function dress() {
  const link = document.createElement("link");
  return new Promise((resolve) => {
    link.onload = () => resolve(true);
    link.onerror = () => resolve(false);
    link.rel = "stylesheet";
    link.href = new URL("../css/listening/listening.css", import.meta.url).href;
    document.head.append(link);
  });
}
