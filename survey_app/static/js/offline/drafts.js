/** Unfinished answers on this device. Each draft is locked with its own key, and the key goes when the draft goes. */

import { lock, newDraftKey, unlock } from "./sealing.js";
import { readAll, write, writeOne } from "./store.js";

/**
 * The key under which the draft of a response is stored.
 * @param {string} survey
 * @param {string} id
 */
export const draftName = (survey, id) => `${survey} ${id}`;

/** Writes down the answers of one page, one write at a time, in order. */
export class DraftWriter {
  /** @param {string} survey "/s/merced-high/student/" */
  constructor(survey) {
    this.survey = survey;
    this.key = newDraftKey();
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve();
    this.isOver = false;
    /** When this page wrote it down; another time in the store is another page's. */
    this.at = 0;
  }

  /**
   * Write a state down. Resolves once it is on disk.
   * @param {SurveyState} state
   */
  save(state) {
    this.last = this.last.catch(() => {}).then(() => (this.isOver ? null : this.writeDown(state)));
    return this.last;
  }

  /** @param {SurveyState} state */
  async writeDown(state) {
    const key = await this.key;
    const at = Date.now();
    const draft = { survey: this.survey, id: state.id, at, key, ...(await lock(key, state)) };
    await writeOne("drafts", draftName(this.survey, state.id), draft);
    this.at = at;
  }

  /** Write nothing more: the response is in the outbox, or erased. Resolves when no write is under way. */
  async end() {
    this.isOver = true;
    await this.last.catch(() => {});
  }
}

/**
 * The unfinished responses to a survey, newest first by this device's clock. Leaves out those that cannot be unlocked.
 * @param {string} survey
 * @returns {Promise<OpenedDraft[]>}
 */
export async function draftsOf(survey) {
  const drafts = (await readAll("drafts"))
    .filter((draft) => draft.survey == survey)
    .sort((one, other) => other.at - one.at);
  const opened = await Promise.all(
    drafts.map(async (draft) => ({
      id: draft.id,
      at: draft.at,
      state: await unlock(draft.key, draft).catch(() => null)
    }))
  );
  return opened.filter(({ state }) => state);
}

/** Erase drafts, each with its key: those to a survey, or all. */
export const eraseDrafts = (survey = "") =>
  write(["drafts"], (store) => store("drafts").delete(IDBKeyRange.bound(survey, `${survey}\uffff`)));
