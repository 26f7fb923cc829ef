/** The script of staff pages: numbers that change are shown without loading the page again. It works without. */

const PAUSE = 1000;
const job = document.getElementById("job");

/** Follow a job until it is over, then show how it ended. */
async function follow() {
  try {
    const reply = await fetch(location.href, { headers: { Accept: "application/json" } });
    const { state, done, total } = await reply.json();
    if (state == "done" || state == "failed") return location.reload();
    Object.assign(job.querySelector("progress"), { value: done, max: total || 1 });
    document.getElementById("steps").textContent = `${done} / ${total || "?"}`;
  } catch {
    // The network is away for a moment; the next look will tell.
  }
  setTimeout(follow, PAUSE);
}

if (job) setTimeout(follow, PAUSE);

const SECONDS = 1000;
const live = document.getElementById("live");

/** Bring the newest numbers, while somebody looks; nothing moves under a focus, and nothing when nothing is new. */
async function freshen() {
  if (!document.hidden) {
    try {
      const reply = await fetch(location.href);
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const fresh = page.getElementById("live");
      const shown = document.getElementById("live");
      if (fresh && fresh.textContent != shown.textContent && !shown.contains(document.activeElement)) {
        for (const [at, details] of shown.querySelectorAll("details").entries()) {
          const same = fresh.querySelectorAll("details")[at];
          if (same) same.open = details.open;
        }
        shown.replaceWith(document.adoptNode(fresh));
      }
    } catch {
      // The network is away for a moment; the next look will tell.
    }
  }
  setTimeout(freshen, 10 * SECONDS);
}

if (live) setTimeout(freshen, 10 * SECONDS);
