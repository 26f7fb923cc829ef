/** Read passages aloud with a voice of this device. */

/** Milliseconds that an engine may need before it begins to speak, and for each character: slow for every script. */
const PATIENCE = 6000;
const PATIENCE_FOR_CHARACTER = 400;

/**
 * @implements {Reader}
 */
export class Speaker {
  constructor() {
    /** @type {SpeechSynthesisVoice | undefined} */
    this.voice = undefined;
    /**
     * What is to be said. Held on to, because some browsers lose the events of an utterance that nobody holds.
     * @type {SpeechSynthesisUtterance[]}
     */
    this.utterances = [];
    this.timer = 0;
  }

  /** @param {Passage} passage */
  reads({ sentences }) {
    return Boolean(this.voice && sentences.length);
  }

  /**
   * Begin to read. Everything is handed over at once: phones speak only from within the handler of a press.
   * @param {Passage[]} passages
   * @param {Reach} reach
   */
  read(passages, reach) {
    // Some browsers lose what is said right after a needless cancel().
    if (speechSynthesis.speaking || speechSynthesis.pending) speechSynthesis.cancel();
    const turns = passages.flatMap(({ element, sentences }) => sentences.map((words) => ({ element, words })));
    const all = turns.map(({ words }) => this.utter(words));
    this.utterances = all;
    /** @param {number} at of the utterance that is said now */
    const turn = (at) => {
      // A browser tells of what was stopped only when the next is being read.
      if (this.utterances != all) return;
      const now = turns[at];
      if (!now) this.stop();
      else this.wait(now.words, () => turn(turns.length));
      reach(now ? now.element : null);
    };
    all.forEach((utterance, at) => {
      utterance.onstart = utterance.onboundary = () => turn(at);
      utterance.onend = () => turn(at + 1);
      utterance.onerror = () => turn(turns.length);
    });
    turn(0);
    for (const utterance of all) speechSynthesis.speak(utterance);
  }

  /** Fall silent at once. */
  stop() {
    clearTimeout(this.timer);
    if (!this.utterances.length) return;
    this.utterances = [];
    speechSynthesis.cancel();
  }

  /**
   * Give up on an engine that does not say when it is done.
   * @param {string} words
   * @param {() => void} giveUp
   */
  wait(words, giveUp) {
    clearTimeout(this.timer);
    this.timer = setTimeout(giveUp, PATIENCE + PATIENCE_FOR_CHARACTER * words.length);
  }

  /** @param {string} words */
  utter(words) {
    const utterance = new SpeechSynthesisUtterance(words);
    const voice = /** @type {SpeechSynthesisVoice} */ (this.voice);
    // Android goes by the language, and takes its own if there is none.
    return Object.assign(utterance, { voice, lang: voice.lang.replace("_", "-") });
  }
}
