/** Play the recorded clips of passages. What has none is read by a voice of this device, if it has one. */

import { make } from "../say.js";
import { Clips, playsClips } from "./clips.js";

/** Milliseconds without any progress after which a clip is given up. */
const PATIENCE = 8000;

/** @implements {Reader} */
export class Player {
  /**
   * @param {Reader} voice of this device, of the very language; it may read nothing
   * @param {string} missed what to say when something could not be heard
   */
  constructor(voice, missed) {
    this.voice = voice;
    this.missed = missed;
    this.notice = make("p", "", { className: "missed" });
    this.notice.setAttribute("role", "status");
    this.clips = new Clips();
    // One for all: once it was used in the handler of a press, phones let it go on with the next clip.
    this.audio = new Audio();
    this.isAble = playsClips();
    this.isAwake = false;
    /** @type {Turn | undefined} what is being read, as long as nobody stops it */
    this.turn = undefined;
  }

  /** @param {Passage} passage */
  reads(passage) {
    return this.isRecorded(passage) || this.voice.reads(passage);
  }

  /** @param {Passage} passage */
  isRecorded({ clips }) {
    return this.isAble && clips.length > 0;
  }

  /**
   * Begin to read, from within the handler of a press: until the first clip is waited for, all happens at once.
   * @param {Passage[]} passages
   * @param {Reach} reach
   */
  read(passages, reach) {
    this.stop();
    if (passages.some((passage) => this.isRecorded(passage))) {
      this.clips.bring(passages[0].element.closest("section"));
      // The handler ends before the clips are here.
      if (!this.audio.src) this.audio.load();
      this.wake(passages);
    }
    this.notice.remove();
    this.go(passages, reach);
  }

  /**
   * An iPhone lets a page speak once it did so in the handler of a press. So say nothing now, if the voice comes later.
   * @param {Passage[]} passages
   */
  wake([first, ...more]) {
    if (this.isAwake || !this.isRecorded(first) || !more.some((passage) => this.voice.reads(passage))) return;
    this.isAwake = true;
    speechSynthesis.speak(new SpeechSynthesisUtterance(""));
  }

  /** Fall silent at once. */
  stop() {
    this.turn = undefined;
    this.audio.pause();
    this.voice.stop();
  }

  /**
   * @param {Passage[]} passages
   * @param {Reach} reach
   */
  async go(passages, reach) {
    /** @type {Turn} */
    const turn = (this.turn = { reach });
    let isWhole = true;
    for (const run of this.runs(passages)) {
      reach(run[0].element);
      const isRead = (this.isRecorded(run[0]) && (await this.playAll(run[0], turn))) || (await this.say(run, turn));
      if (this.turn != turn) return;
      isWhole &&= isRead;
    }
    this.end(turn);
    if (!isWhole) this.complain(passages[0].element);
  }

  /** @param {Turn} turn */
  end(turn) {
    this.stop();
    turn.reach(null);
  }

  /**
   * Say that not all of it could be heard.
   * @param {HTMLElement} asked
   */
  complain(asked) {
    asked.parentElement?.querySelector(".listen").after(this.notice);
    // Put the words into an existing element: only then does a screen reader read them.
    this.notice.textContent = this.missed;
  }

  /**
   * Passages one after the other, but all that a voice reads in a row together: it takes them over at once.
   * @param {Passage[]} passages
   */
  runs(passages) {
    /** @type {Passage[][]} */
    const runs = [];
    for (const passage of passages) {
      const last = runs[runs.length - 1];
      if (last && !this.isRecorded(passage) && !this.isRecorded(last[0])) last.push(passage);
      else runs.push([passage]);
    }
    return runs;
  }

  /**
   * Play the clips of a passage, of which it may have several.
   * @param {Passage} passage
   * @param {Turn} turn
   * @returns {Promise<boolean>} whether all were played
   */
  async playAll({ clips }, turn) {
    for (const name of clips) {
      // Whoever waits leaves the handler of the press.
      const address = this.clips.here.get(name) ?? (await this.clips.wait(name));
      if (this.turn != turn || !address || !(await this.play(address, turn))) return false;
    }
    return true;
  }

  /**
   * @param {string} address
   * @param {Turn} turn
   * @returns {Promise<boolean>} whether it was played to its end
   */
  play(address, turn) {
    const { audio } = this;
    return new Promise((resolve) => {
      let timer = 0;
      const end = (isWhole = false) => {
        clearTimeout(timer);
        audio.onended = audio.onerror = audio.onpause = audio.ontimeupdate = null;
        resolve(isWhole);
      };
      audio.onended = () => end(true);
      audio.onerror = () => end();
      audio.ontimeupdate = () => {
        clearTimeout(timer);
        timer = setTimeout(end, PATIENCE);
      };
      // The phone rings, or somebody presses a key of their headphones. Word of an earlier pause may come late.
      audio.onpause = () => audio.paused && !audio.ended && this.turn == turn && this.end(turn);
      timer = setTimeout(end, PATIENCE);
      audio.src = address;
      audio.play().catch(() => end());
    });
  }

  /**
   * Let the voice read what has no clip, or whose clip did not come.
   * @param {Passage[]} passages
   * @param {Turn} turn
   * @returns {Promise<boolean>} whether there is a voice that reads them
   */
  say(passages, turn) {
    const readable = passages.filter((passage) => this.voice.reads(passage));
    if (this.turn != turn || !readable.length) return Promise.resolve(false);
    return new Promise((resolve) =>
      this.voice.read(readable, (element) => (element ? turn.reach(element) : resolve(true)))
    );
  }
}
