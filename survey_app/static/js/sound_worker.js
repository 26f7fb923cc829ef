/** The service worker of a site that has recorded clips. It gives the sounds that are kept, in the parts asked for. */

// oxlint-disable-next-line import/no-unassigned-import
import "../sw.js";
import { partOf } from "./offline/ranges.js";
import { keptSound, sweepSounds } from "./offline/sounds.js";

const listener = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

listener.addEventListener("activate", (event) => event.waitUntil(sweepSounds()));

listener.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const isSound = origin == location.origin && pathname.startsWith("/s/sound/");
  if (isSound && event.request.mode != "navigate") event.respondWith(sound(event.request, pathname));
});

/**
 * @param {Request} request
 * @param {string} path
 */
async function sound(request, path) {
  const kept = await keptSound(path);
  return kept ? partOf(kept, request.headers.get("Range")) : fetch(request);
}
