/** The script for pages of long work: it shows progress without loading the page again. Pages work without it. */

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
