/** Listening to a survey. It comes with the offline client, after the page can be used. */

import { Listening } from "./widgets/listening/buttons.js";
import { Speaker } from "./widgets/listening/speaking.js";
import { watchVoices } from "./widgets/listening/voices.js";

/**
 * Offer to read the questions of a form aloud, as soon as this device has a voice of its language.
 * @param {HTMLElement} form
 * @param {Record<string, string>} words of the client; a kit that was kept long ago has none for this
 */
export async function offerListening(form, { listen, stop }) {
  if (!listen || !globalThis.speechSynthesis) return;
  const speaker = new Speaker();
  const listening = new Listening(form, speaker, { listen, stop });
  /** @type {Promise<boolean> | undefined} */
  let dressed;
  watchVoices(document.documentElement.lang, async (voice) => {
    speaker.voice = voice;
    if (!voice) return listening.withdraw();
    dressed ??= dress();
    // Voices may have gone meanwhile.
    if ((await dressed) && speaker.voice) listening.offer();
  });
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
