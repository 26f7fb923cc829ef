/** Pages kept on this device, each with its style and script: whole, or not at all. Pages and the worker use it. */

export const PAGES = "survey_app pages";
export const FILES = "survey_app files";
const FILE = /\/static\/[0-9a-f]{12}\/[\w./-]+|\/s\/[\w-]+\/brand\.css\?\w+/g;

/**
 * The cached answer for an address, whatever its query; undefined if it is not kept.
 * @param {string} path
 */
export const keptPage = async (path) =>
  (await caches.open(PAGES)).match(path, { ignoreSearch: true, ignoreVary: true });

/** The paths of all kept pages. */
export const keptPaths = async () => (await (await caches.open(PAGES)).keys()).map(({ url }) => new URL(url).pathname);

/**
 * Keep a page as it came, and every file it names.
 * @param {string} path
 * @param {Response} [page] as it came; fetched if not given
 * @returns {Promise<void>} once all is kept; rejects if it is not our page, or if one of its files is out of reach
 */
export async function keepPage(path, page) {
  page ??= await fetch(path, { credentials: "omit" });
  const copy = page.clone();
  const names = await filesOf(page);
  const files = await caches.open(FILES);
  const missing = [];
  for (const name of names) if (!(await files.match(name, { ignoreVary: true }))) missing.push(name);
  // The page on the screen came with most of them, so we do not fetch those again.
  await files.addAll(missing.map((name) => new Request(name, { cache: "force-cache" })));
  // Keep the page last. Then, wherever a page is, its files are too.
  await (await caches.open(PAGES)).put(path, copy);
}

/**
 * The files of a page: those it names, and those its script fetches later. Rejects if it is not one of our pages.
 * @param {Response} page
 */
export async function filesOf(page) {
  const words = await page.text();
  const names = words.match(FILE) || [];
  const folder = names.find((name) => name.startsWith("/static/"))?.slice(0, "/static/0123456789ab/".length);
  // A captive portal answers every address with its own page.
  if (!page.ok || page.redirected || !folder) throw new TypeError("not a page of this site");
  const later = [
    "offline.js",
    "offline.css",
    "js/listening.js",
    "css/listening/listening.css",
    "js/easy.js",
    "css/easy/easy.css",
    "js/interview.js",
    "css/interview/interview.css"
  ];
  if (words.includes("data-sound-bytes")) later.push("js/sound.js");
  return new Set([...names, ...later.map((name) => folder + name)]);
}

/**
 * Keep something that is not a page, such as the words of the scripts.
 * @param {string} path
 * @param {Response} answer
 */
export async function keepAnswer(path, answer) {
  if (answer.ok && !answer.redirected) await (await caches.open(PAGES)).put(path, answer);
}
