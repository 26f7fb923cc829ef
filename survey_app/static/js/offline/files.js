/** The files of kept pages, as the worker gives, keeps and forgets them. */

import { FILES, filesOf, PAGES } from "./pages.js";

/** @param {string} path */
export const keptFile = async (path) => (await caches.open(FILES)).match(path, { ignoreVary: true });

/**
 * Keep files of a build: all of them or none.
 * @param {string[]} paths
 */
export const keepFiles = async (paths) => (await caches.open(FILES)).addAll(paths);

/**
 * Forget the files that no kept page and no list names.
 * @param {string[]} needed paths
 */
export async function sweep(needed) {
  const named = new Set(needed);
  const pages = await caches.open(PAGES);
  for (const request of await pages.keys()) {
    const page = await pages.match(request, { ignoreVary: true });
    for (const name of await filesOf(/** @type {Response} */ (page)).catch(() => [])) named.add(name);
  }
  const files = await caches.open(FILES);
  for (const request of await files.keys()) {
    const { pathname, search } = new URL(request.url);
    if (!named.has(pathname + search)) await files.delete(request);
  }
}
