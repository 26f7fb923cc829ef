/** What the offline client must know from the server, kept for when it is out of reach: its words and its key. */

import { readOne, writeOne } from "./store.js";

/**
 * The kit for a language.
 * @param {string} language
 * @param {boolean} canRemember whether this device can keep it
 * @returns {Promise<Kit | null>} from the server; else the kept one; else the one in the language that was kept last;
 *   null if there is none
 */
export async function readKit(language, canRemember) {
  const kit = await fetchKit(`/s/kit/${language}`);
  if (!canRemember) return kit;
  if (!kit) {
    const last = await readOne("settings", "kit");
    const kept = (await readOne("settings", `kit ${language}`)) || last;
    if (!kept) return null;
    // The size of what we seal must not show that a language was kept long ago.
    const { key, sizes } = last || kept;
    return { ...kept, key, sizes, isKept: true };
  }
  await Promise.all([writeOne("settings", `kit ${language}`, kit), writeOne("settings", "kit", kit)]).catch(() => {});
  return kit;
}

/**
 * @param {string} address
 * @returns {Promise<Kit | null>}
 */
async function fetchKit(address) {
  try {
    const reply = await fetch(address, { credentials: "omit", signal: AbortSignal.timeout?.(8000) });
    const kit = await reply.json();
    return reply.ok && kit.words && kit.key ? kit : null;
  } catch {
    return null;
  }
}
