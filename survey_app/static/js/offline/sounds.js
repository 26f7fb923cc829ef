/** Recorded clips that somebody asked to keep on this device. Their address is their content: it never changes. */

import { PAGES } from "./pages.js";

const SOUNDS = "survey_app sounds";
const MARK = /data-sound="([\da-f ]+)"/g;
/** How many are fetched at a time, so that a slow line still carries answers. */
const AT_A_TIME = 4;

/** @param {string} name of a clip, as the page marks it */
export const addressOf = (name) => `/s/sound/${name}.mp3`;

/**
 * The kept sound at an address; undefined if it is not kept. This makes no store where there is none.
 * @param {string} address
 */
export const keptSound = (address) => caches.match(address, { cacheName: SOUNDS });

/**
 * Which of these clips are not kept.
 * @param {string[]} names
 */
export async function missingSounds(names) {
  const kept = await Promise.all(names.map((name) => keptSound(addressOf(name))));
  return names.filter((_, at) => !kept[at]);
}

/**
 * Get a clip from the server. Rejects if what comes is no sound, such as the page of a captive portal.
 * @param {string} name
 */
export async function fetchSound(name) {
  // The browser's own store would tell of this device that somebody listened.
  const answer = await fetch(addressOf(name), { credentials: "omit", cache: "no-store" });
  const isSound = answer.headers.get("Content-Type")?.startsWith("audio/");
  if (!answer.ok || answer.redirected || !isSound) throw new TypeError("not a sound");
  return answer;
}

/**
 * Keep clips. If there is no room, none of these stays: answers may need it.
 * @param {string[]} names
 * @param {(done: number) => void} tell called after each
 * @returns {Promise<void>} rejects with the error of the first that could not be kept
 */
export async function keepSounds(names, tell) {
  const store = await caches.open(SOUNDS);
  const waiting = [...names];
  let done = 0;
  const lane = async () => {
    for (let name = waiting.pop(); name; name = waiting.pop()) {
      await store.put(addressOf(name), await fetchSound(name));
      tell(++done);
    }
  };
  const stopping = () => lane().catch((error) => (waiting.splice(0), error));
  const [error] = (await Promise.all(Array.from({ length: AT_A_TIME }, stopping))).filter(Boolean);
  if (error?.name == "QuotaExceededError") await forgetSounds(names);
  if (error) throw error;
}

/** @param {string[]} names */
export async function forgetSounds(names) {
  const store = await caches.open(SOUNDS);
  await Promise.all(names.map((name) => store.delete(addressOf(name))));
}

/** Forget the clips that no kept page names: their words have changed, or their page has gone. */
export async function sweepSounds() {
  if (!(await caches.has(SOUNDS))) return;
  const pages = await caches.open(PAGES);
  const named = new Set();
  for (const request of await pages.keys()) {
    const page = await pages.match(request, { ignoreVary: true });
    for (const [, names] of (await page?.text())?.matchAll(MARK) ?? [])
      for (const name of names.split(" ")) named.add(addressOf(name));
  }
  const store = await caches.open(SOUNDS);
  for (const request of await store.keys()) if (!named.has(new URL(request.url).pathname)) await store.delete(request);
  if (!(await store.keys()).length) await caches.delete(SOUNDS);
}
