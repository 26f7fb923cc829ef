/** The voices of this device: only its own, and only those of the very language of the page. */

/** Other tags of languages that we have. A voice for Tagalog reads Filipino. */
const SAME = new Map([
  ["tl", "fil"],
  ["cmn", "zh"],
  ["yue", "zh"]
]);

/**
 * The language that a voice or a page speaks, by its tag; for Chinese with the script, as far as the tag tells it.
 * @param {string} tag BCP 47, or as Android writes it: "es-MX", "es_MX"
 */
export function spoken(tag) {
  const [first, ...rest] = tag.toLowerCase().split(/[-_]/);
  const language = SAME.get(first) ?? first;
  if (language != "zh") return language;
  const has = (/** @type {string[]} */ ...parts) => rest.some((part) => parts.includes(part));
  if (first == "yue" || has("hant", "tw", "hk", "mo")) return "zh-hant";
  return has("hans", "cn", "sg") ? "zh-hans" : "zh";
}

/**
 * The voice to read with, or undefined.
 * @param {string} language of the page
 * @param {SpeechSynthesisVoice[]} voices of the device
 */
export function chooseVoice(language, voices) {
  const ours = voices.filter((voice) => isOwn(voice) && spoken(voice.lang) == spoken(language));
  return ours.sort((one, other) => rank(other) - rank(one))[0];
}

/**
 * Whether the device itself makes this voice: with any other, the words of the survey go to a third party. Some voices
 * of Android say only by their name that they need the network.
 * @param {SpeechSynthesisVoice} voice
 */
const isOwn = ({ localService, name }) => localService === true && !/network|online/i.test(name);

/**
 * How well a voice suits: as people set up their device, else as people speak in California.
 * @param {SpeechSynthesisVoice} voice
 */
function rank(voice) {
  const tag = voice.lang.replace("_", "-");
  return (navigator.languages.includes(tag) ? 4 : 0) + (voice.default ? 2 : 0) + (/-(US|MX)$/.test(tag) ? 1 : 0);
}

/**
 * Tell which voice there is, now and whenever the voices change. They often come only a while after the page.
 * @param {string} language
 * @param {(voice: SpeechSynthesisVoice | undefined) => unknown} tell
 */
export function watchVoices(language, tell) {
  const look = () => tell(chooseVoice(language, speechSynthesis.getVoices()));
  // Safari before 16 has no addEventListener here.
  speechSynthesis.onvoiceschanged = look;
  look();
}
