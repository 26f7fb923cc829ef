/**
 * The offline client of the public pages. It comes once people can use the page, and takes over from the page.
 * It writes answers down as people give them, puts a finished response into the outbox first, and shows what waits.
 */

import { draftName } from "./js/offline/drafts.js";
import { Courier } from "./js/offline/courier.js";
import { readKit } from "./js/offline/kit.js";
import { enclose, putResponse, waiting, whereIs } from "./js/offline/outbox.js";
import { canSeal, newDraftKey } from "./js/offline/sealing.js";
import { canRemember } from "./js/offline/store.js";
import { askForSync, mindUpdates, registerWorker } from "./js/offline/worker.js";
import { send } from "./js/survey/sending.js";
import { guardCode } from "./js/widgets/form/code.js";
import { describeDevice } from "./js/widgets/device/about.js";
import { Finished } from "./js/widgets/device/finished.js";
import { asksForShared, becomeShared, refuseShared, Shared, sharedFor } from "./js/widgets/device/kiosk.js";
import { isUnmetered, keepAll, keepHere, offerKeeping, offerKept, pagesHere } from "./js/widgets/device/keeping.js";
import { guardForm, guardLanguages } from "./js/widgets/form/language.js";
import { offerReview } from "./js/widgets/form/review.js";
import { make } from "./js/widgets/say.js";
import { Strip } from "./js/widgets/device/strip.js";
import { forgetSent, leaveTab, tabHas, Unfinished } from "./js/widgets/device/unfinished.js";
import { INTERVIEW } from "./js/widgets/tab.js";
import { speak, word } from "./js/widgets/words.js";

// How long somebody who sent their answers sees "sending" before they hear that all is safe here.
const PATIENCE_OF_PEOPLE = 6000;
const PATIENCE_WITHOUT_KIT = 30000;

/**
 * Attend to a page.
 * @param {TakenSurvey | null} survey on the page of a survey
 */
export async function attend(survey) {
  if (survey) offerReview(survey);
  const asking = await askingHere(survey);
  const remembers = canSeal() && (await canRemember(await newDraftKey()));
  if (!survey) leaveTab();
  if (!survey && remembers) await forgetSent().catch(() => {});
  // A tab with an interview is not for others.
  const school = remembers && !asking ? await sharedFor() : "";
  const unfinished = survey && remembers ? new Unfinished(survey) : null;
  await unfinished?.begin(Boolean(school));
  await asking?.begin(unfinished);
  if (survey) guardLeaving(survey, unfinished);
  const easy =
    survey && import("./js/easy.js").then(({ Easy }) => new Easy(survey, unfinished?.mine)).catch(() => null);
  // Do this before fetching anything else: people who come back later must find the way to their answers.
  const isKept = remembers && !navigator.serviceWorker?.controller && keepHere();
  const kit = await fetchedKit(remembers);
  speak(kit);
  unfinished?.mark(unfinished.isSaved);
  await dress();
  easy?.then((each) => each?.offer(kit.words.easy));
  const sound = survey && listenTo(survey.form, kit);
  linkManifest();
  const page = new Attended(survey, unfinished, kit, isKept);
  page.asking = asking;
  if (!remembers) page.goWithout();
  else await page.begin(school);
  const schools = document.getElementById("all-schools");
  if (schools && remembers) await offerKept(schools, Boolean(kit.isKept));
  const device = document.getElementById("device");
  if (device) await describeDevice(device, { remembers, registration: await page.registration, kit });
  else linkDevice();
  document.documentElement.dataset.offline = remembers ? "ready" : "without";
  (await sound)?.();
}

/**
 * Offer to read aloud. What it promises offers to keep the sound, if there is any.
 * @param {HTMLElement} form
 * @param {Kit} kit
 */
const listenTo = (form, kit) =>
  import("./js/listening.js").then(({ offerListening }) => offerListening(form, kit)).catch(() => {});

/** A page whose kit has come. */
class Attended {
  /**
   * @param {TakenSurvey | null} survey
   * @param {Unfinished | null} unfinished
   * @param {Kit} kit
   * @param {false | Promise<boolean>} isKept whether this page is kept
   */
  constructor(survey, unfinished, kit, isKept) {
    this.survey = survey;
    this.unfinished = unfinished;
    this.kit = kit;
    this.isKept = isKept;
    /** @type {Promise<ServiceWorkerRegistration | null>} */
    this.registration = Promise.resolve(null);
    /** @type {Asking | null} */
    this.asking = null;
    this.courier = new Courier(() => this.tell());
  }

  /** Without storage: the page sends by itself, and must stay open until it has sent. */
  goWithout() {
    if (asksForShared()) return refuseShared();
    if (!this.survey) return;
    const banner = make("p", word("without"), { className: "notice" });
    banner.setAttribute("role", "alert");
    this.survey.form.before(banner);
    this.survey.deliver = (address, response) => this.sendAtOnce(address, response);
  }

  /** @param {string} school for which this device is shared, or "" */
  async begin(school) {
    this.registration = registerWorker();
    this.strip = new Strip((first) => this.courier.send(first));
    this.listen();
    if (this.survey) this.survey.deliver = (address, response) => this.deliver(address, response);
    if (this.survey) guardCode(this.survey);
    if (!school && asksForShared()) {
      await becomeShared();
      school = location.pathname.split("/")[2];
    }
    if (school) await this.share(school);
    else this.unfinished?.offer();
    this.registration.then((registration) => registration && mindUpdates(registration, () => this.holds()));
    await this.draw();
    this.courier.nudge();
    if (!school) await this.keep();
  }

  /** @param {string} school */
  async share(school) {
    this.shared = new Shared(school, this.survey);
    await this.shared.begin();
  }

  async keep() {
    const { here, all } = pagesHere();
    if (isUnmetered() && here.length) await keepAll(here).catch(() => {});
    // The worker has kept the page that it gave.
    await offerKeeping(all, await (this.isKept || keepHere()));
  }

  listen() {
    addEventListener("online", () => this.courier.nudge());
    document.addEventListener("visibilitychange", () => document.hidden || (this.draw(), this.courier.nudge()));
    this.channel = globalThis.BroadcastChannel ? new BroadcastChannel("survey_app") : null;
    if (this.channel) this.channel.onmessage = () => this.draw();
  }

  /** Something may have changed, here or in the other tabs. */
  tell() {
    this.channel?.postMessage("changed");
    return this.draw();
  }

  async draw() {
    try {
      await this.finished?.draw();
      await (this.shared || this.strip)?.draw();
    } catch {
      // The storage is away for a moment; the next event draws again.
    }
  }

  /** Whether a new worker must wait, because something here has not arrived. */
  async holds() {
    return Boolean((this.survey && !this.finished && !this.survey.state().isBlank) || (await waiting()).length);
  }

  /**
   * The only way for a finished response: into the outbox, then to the server.
   * @param {string} address
   * @param {ResponseBody} response
   * @returns {Promise<Outcome>}
   */
  async deliver(address, response) {
    const path = new URL(address).pathname;
    const unfinished = /** @type {Unfinished} */ (this.unfinished);
    await unfinished.end();
    let name = "";
    try {
      name = await putResponse(path, response, this.kit, draftName(unfinished.name, response.id));
    } catch {
      // No room: the page continues as it would without us.
      unfinished.reopen();
      return unfinished.sent(await this.sendAtOnce(address, response));
    }
    // Do not wait for this: on a bad network, fetching the worker may take forever.
    this.registration.then(askForSync);
    const shown = this.shared || this.strip;
    if (shown) shown.own = name;
    const sending = this.courier.send(name);
    await Promise.race([sending, new Promise((resolve) => setTimeout(resolve, PATIENCE_OF_PEOPLE))]);
    // If the storage fails now, the response is still safe in it.
    const { receipt } = await whereIs(name).catch(() => /** @type {Whereabouts} */ ({}));
    // The page that thanks takes it away. If that never comes, the strip of the next page tells of it.
    if (receipt && !receipt.notTaken.length) return receipt;
    await this.finish(name);
    return { kept: true };
  }

  /**
   * Send what cannot be kept. Seal it anyway if possible, because the network sees how long it is.
   * @param {string} address
   * @param {ResponseBody} response
   */
  async sendAtOnce(address, response) {
    const envelope = await enclose(new URL(address).pathname, response, this.kit).catch(() => response);
    const outcome = await send(address, envelope);
    // The server may have lost its key since then. It takes the response as it is.
    return outcome.failure == "refused" ? send(address, response) : outcome;
  }

  /** @param {string} name */
  async finish(name) {
    navigator.storage?.persist?.().catch(() => {});
    this.finished = new Finished(
      name,
      /** @type {TakenSurvey} */ (this.survey).form,
      Boolean(this.shared || this.asking)
    );
    (this.shared || this.asking)?.next();
    await this.draw();
  }
}

/**
 * What helps a helper, where this page or its tab belongs to an interview.
 * @param {TakenSurvey | null} survey
 * @returns {Promise<Asking | null>}
 */
async function askingHere(survey) {
  const isAsked = document.querySelector("#interview,[name=spoken-language]") || tabHas(INTERVIEW);
  return isAsked ? import("./js/interview.js").then(({ ask }) => ask(survey)).catch(() => null) : null;
}

/**
 * @param {TakenSurvey} survey
 * @param {Unfinished | null} unfinished
 */
function guardLeaving(survey, unfinished) {
  guardLanguages(survey, async () => Boolean(await unfinished?.keep()));
  guardForm(survey, () => unfinished?.sendForm());
}

/**
 * The kit, however long it takes. Without words we can say nothing, so the page continues alone until they come.
 * @param {boolean} remembers
 * @returns {Promise<Kit>}
 */
async function fetchedKit(remembers) {
  for (;;) {
    const kit = await readKit(document.documentElement.lang, remembers);
    if (kit) return kit;
    document.documentElement.dataset.offline = "no kit";
    await new Promise((resolve) => {
      setTimeout(resolve, PATIENCE_WITHOUT_KIT);
      addEventListener("online", resolve, { once: true });
    });
  }
}

/** Load the style of what we add, before we add it. */
function dress() {
  const link = make("link", "", { rel: "stylesheet", href: new URL("offline.css", import.meta.url).href });
  return new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

function linkDevice() {
  const line = make("p");
  line.append(make("a", word("device"), { href: `/s/about-this-device/${document.documentElement.lang}` }));
  document.querySelector("footer").append(line);
}

/** Let people put the site on the home screen. In the page itself, the link would be part of a first visit. */
function linkManifest() {
  document.head.append(make("link", "", { rel: "manifest", href: "/s/manifest.webmanifest" }));
  document.head.append(
    make("link", "", { rel: "apple-touch-icon", href: new URL("img/icon-180.png", import.meta.url).href })
  );
}
