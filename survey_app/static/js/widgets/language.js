/** The same survey in another language. */

/** Leave for it; the answers go another way. */
export function leaveFor(language, form) {
  const address = form.action.replace(/[^/]*$/, language);
  // The steps of this page must not stay behind in the history, without their answers.
  const { depth } = history.state;
  if (depth) {
    addEventListener("popstate", () => location.replace(address), { once: true });
    history.go(-depth);
  } else location.replace(address);
}
