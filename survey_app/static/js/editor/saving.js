/**
 * Save a form while somebody changes it. If the network is away, it says so, and sends when it is back. If the session
 * has ended, the button sends the form as browsers do: the sign-in page keeps what was typed.
 */

import { drawParts } from "./drawing.js";

const PAUSE = 4000;
const AGAIN = 5000;

/**
 * @param {HTMLFormElement} form
 * @param {Say} say
 * @param {(part: ParentNode) => void} drawn
 * @returns {{ settled(): Promise<boolean> }} settled: whether all is saved; it sends what is not
 */
export function saveAlong(form, say, drawn) {
  /** @type {{ isChanged: boolean, isRefused: boolean, isLeft: boolean, timer: number, sending?: Promise<void> }} */
  const now = { isChanged: false, isRefused: false, isLeft: false, timer: 0 };

  /** Send soon; what comes later replaces it. @param {number} pause in ms */
  function later(pause) {
    clearTimeout(now.timer);
    now.timer = setTimeout(send, pause);
  }

  /** Send what is not saved, after what is on its way. @param {HTMLElement} [button] the one that was pressed */
  async function send(button) {
    clearTimeout(now.timer);
    while (now.sending) await now.sending;
    now.sending = sendNow(button).finally(() => (now.sending = undefined));
    await now.sending;
  }

  /** @param {HTMLElement} [button] */
  async function sendNow(button) {
    const sent = new FormData(form, button);
    now.isChanged = now.isRefused = false;
    say("saving");
    try {
      const body = new URLSearchParams(/** @type {any} */ (sent));
      const reply = await fetch(location.pathname, { method: "POST", body, headers: { "X-Editor": "1" } });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (reply.status >= 500) throw new Error("busy");
      if (page.getElementById("item")) {
        drawParts(page, form, sent, drawn);
        say(reply.ok ? "saved" : "refused");
        now.isRefused = !reply.ok;
        now.isChanged ||= now.isRefused;
      } else leaveItToTheBrowser();
    } catch {
      now.isChanged = true;
      say("waiting");
      later(AGAIN);
    }
  }

  function leaveItToTheBrowser() {
    Object.assign(now, { isChanged: true, isLeft: true });
    form.removeEventListener("submit", submit);
    form.removeEventListener("change", changed);
    form.removeEventListener("input", typing);
    form.addEventListener("submit", () => (now.isChanged = false));
    say("signedOut");
  }

  async function settled() {
    while (now.sending) await now.sending;
    // What was refused waits for a choice: to send it again would take it for one.
    if (now.isChanged && !now.isRefused) await send();
    return !now.isChanged;
  }

  const typing = () => {
    now.isChanged = true;
    now.isRefused = false;
    later(PAUSE);
  };
  const changed = () => {
    now.isChanged = true;
    now.isRefused = false;
    later(0);
  };
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    void send(event.submitter ?? undefined);
  };

  form.addEventListener("input", typing);
  form.addEventListener("change", changed);
  form.addEventListener("submit", submit);
  addEventListener("online", () => now.isChanged && !now.isRefused && later(0));
  addEventListener("beforeunload", (event) => now.isChanged && event.preventDefault());
  goOnlyWhenSaved(form, () => !now.isLeft && (now.isChanged || !!now.sending), settled);
  return { settled };
}

/**
 * A link or another form waits until everything is saved.
 * @param {HTMLFormElement} form
 * @param {() => boolean} isPending
 * @param {() => Promise<boolean>} settled
 */
function goOnlyWhenSaved(form, isPending, settled) {
  document.addEventListener("click", async (event) => {
    const target = /** @type {Element} */ (event.target);
    const link = /** @type {HTMLAnchorElement | null} */ (target.closest("a[href]"));
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button == 0;
    if (!link || !isPlain || link.target || !isPending()) return;
    event.preventDefault();
    // If it cannot be saved, the browser asks whether to leave.
    await settled();
    location.assign(link.href);
  });
  document.addEventListener(
    "submit",
    async (event) => {
      const other = /** @type {HTMLFormElement} */ (event.target);
      if (other == form || !isPending()) return;
      event.preventDefault();
      if (await settled()) other.requestSubmit(event.submitter);
    },
    true
  );
}
