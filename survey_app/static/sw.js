/**
 * The service worker, only for /s/. If the network does not answer, it answers GET requests for our pages and files.
 * It posts the outbox when the browser asks for a sync. It is a bonus: pages can do all that it does.
 * The server puts two lines before it: SHELL, the files of this build, and START, the pages to fall back on.
 */

import { deliver } from "./js/offline/outbox.js";
import { keepFiles, keptFile, sweep } from "./js/offline/files.js";
import { keepPage, keptPage, keptPaths } from "./js/offline/pages.js";

const PATIENCE_WITH_NETWORK = 4000;
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", (event) =>
  event.waitUntil(keepFiles(SHELL).then(() => Promise.all(START.map((path) => keepPage(path)))))
);

worker.addEventListener("activate", (event) => event.waitUntil(sweep(SHELL)));

worker.addEventListener("sync", (/** @type {any} */ event) => event.waitUntil(postAll()));

worker.addEventListener("message", (event) => {
  if (event.data == "take over") event.waitUntil(takeOver());
  if (event.data.keep) event.waitUntil(keepMissing(event.data.keep));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method != "GET" || origin != location.origin) return;
  if (pathname.startsWith("/static/") || pathname.endsWith("/brand.css")) event.respondWith(file(request));
  else if (request.mode == "navigate" && pathname.startsWith("/s/")) event.respondWith(page(event, pathname));
});

/**
 * A file never changes under its address.
 * @param {Request} request
 */
const file = async (request) => (await keptFile(request.url)) || fetch(request);

/**
 * The current page, or the kept page if the network does not answer or answers with a failure.
 * @param {FetchEvent} event
 * @param {string} path
 * @returns {Promise<Response>}
 */
async function page(event, path) {
  const kept = await keptPage(path);
  const instead = kept || (await sibling(event.request.url));
  const coming = fetch(event.request);
  // However late it comes, the next visit shows it.
  event.waitUntil(coming.then((fresh) => renew(path, kept, fresh)).catch(() => {}));
  try {
    const fresh = await (instead ? Promise.race([coming, late()]) : coming);
    return (fresh.status >= 500 && instead) || fresh;
  } catch {
    return instead || (await keptPage(START[0])) || Response.error();
  }
}

/**
 * Keep an answer that is here anyway, if it is another one. An answer without a tag is for one person alone.
 * @param {string} path
 * @param {Response | undefined} kept
 * @param {Response} fresh
 */
async function renew(path, kept, fresh) {
  const tag = fresh.ok && fresh.headers.get("ETag");
  if (tag && tag != kept?.headers.get("ETag")) await keepPage(path, fresh.clone());
}

const late = () => new Promise((_, reject) => setTimeout(reject, PATIENCE_WITH_NETWORK));

/**
 * For an address without a language, as in a QR code: the page in the reader's language, else in any.
 * @param {string} address
 */
async function sibling(address) {
  const { pathname, search } = new URL(address);
  const base = pathname.replace(/\/?$/, "/");
  const there = (await keptPaths()).filter((each) => each.startsWith(base) && !each.slice(base.length).includes("/"));
  const wanted =
    navigator.languages
      .map((tag) => there.find((each) => [tag, tag.split("-")[0]].includes(each.slice(base.length))))
      .find(Boolean) || there[0];
  return wanted && Response.redirect(wanted + search);
}

/** @param {string[]} paths */
async function keepMissing(paths) {
  for (const path of paths) if (!(await keptPage(path))) await keepPage(path);
}

async function postAll() {
  const { wait } = await deliver();
  new BroadcastChannel("survey_app").postMessage("changed");
  // The browser tries again later when this fails.
  if (wait) throw new Error(wait);
}

/** Take over from the old worker once every page says that it holds nothing. */
async function takeOver() {
  const pages = await worker.clients.matchAll({ includeUncontrolled: true, type: "window" });
  const held = await Promise.all(pages.map(holds));
  if (!held.includes(true)) await worker.skipWaiting();
}

/** @param {Client} client */
const holds = (client) =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    client.postMessage("holds?", [port2]);
    // A page that does not answer may hold anything.
    setTimeout(() => resolve(true), PATIENCE_WITH_NETWORK);
  });
