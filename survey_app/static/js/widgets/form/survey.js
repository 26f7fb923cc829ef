/** The survey page: the plain form, shown part by part and sent by the script. */

import { asked } from "../../survey/flow.js";
import { problemOf } from "../../survey/checks.js";
import { newId, newSalt, send } from "../../survey/sending.js";
import { follow, keepAlone, shuffle } from "./choices.js";
import { heldBy, nameOf, outline, questionsOf, read, restore } from "./fields.js";
import { clearProblems, showProblems } from "./problems.js";
import { showReview } from "./review.js";
import { announce, make, say } from "../say.js";
import { Steps } from "./steps.js";

const failed = document.getElementById("failed");

/**
 * Take over the form.
 * @param {SurveyForm} form
 * @returns {TakenSurvey} for the offline client that comes later
 */
export function takeSurvey(form) {
  /** @type {TakenSurvey} */
  const survey = { form, channel: "web", changed() {}, deliver: send, state, resume };
  const last = document.getElementById("send");
  const sendButton = last.querySelector("button");
  const sendWords = sendButton.textContent;
  const steps = new Steps(form, (step) => {
    failed.hidden = true;
    display();
    survey.changed();
    if (step == last)
      showReview(
        document.getElementById("review"),
        seenQuestions(),
        steps.open.every(({ id }) => steps.seen.has(id))
      );
  });
  // Made once, and kept in the form: a response that is sent again, in any way, is the same response.
  /** @type {(name: "id" | "salt", value: string) => HTMLInputElement} */
  const carry = (name, value) =>
    form.elements[name] || form.appendChild(make("input", "", { type: "hidden", name, value }));
  const salt = carry("salt", form.elements.id ? "" : newSalt());
  const id = carry("id", newId());
  // What the person gave. The fields only show it. What the browser does to the fields by itself is not an answer.
  let held = heldBy(form);

  const sections = steps.all.slice(1, -1);
  const outlines = sections.map(outline);
  const questions = questionsOf(form);
  const answers = () => new Map(questions.map((question) => [nameOf(question), read(question)[0]]));
  /** @param {HTMLElement} question */
  const isShown = (question) => !question.hidden;
  const seenQuestions = () =>
    sections
      .filter((section) => steps.seen.has(section.id))
      .flatMap(questionsOf)
      .filter(isShown);

  /** Hide what is not asked with these answers. */
  function refresh() {
    const names = asked(outlines, answers());
    for (const question of questions) question.hidden = !names.has(nameOf(question));
    for (const section of sections) section.toggleAttribute("data-off", !questionsOf(section).some(isShown));
  }

  /**
   * Show the problems of these questions. Says whether there were any.
   * @param {HTMLElement[]} candidates
   */
  function stopAt(candidates) {
    display();
    const problems = candidates
      .map(
        /** @returns {[HTMLElement, string, Limits]} */
        (question) => [question, problemOf(question.dataset, read(question)[0]), question.dataset]
      )
      .filter(([, code]) => code);
    clearProblems(form);
    if (!problems.length) return false;
    steps.go(problems[0][0].closest("section"));
    showProblems(problems);
    return true;
  }

  /**
   * Go to the question that a link names.
   * @param {HTMLAnchorElement} link
   */
  function visit(link) {
    const question = document.getElementById(link.hash.slice(1)).closest("[id^=q-],#access");
    steps.go(question.closest("section"));
    question.scrollIntoView();
    (question.querySelector("input:checked") || question.querySelector("input,textarea")).focus({
      preventScroll: true
    });
  }

  /** Show what the person gave, and what belongs to it. */
  function display() {
    restore(form, held);
    refresh();
    questions.forEach(follow);
  }

  async function submit() {
    if (stopAt(seenQuestions())) return;
    failed.hidden = true;
    sendButton.disabled = true;
    sendButton.textContent = say("sending");
    announce(say("sending"));
    const outcome = await survey.deliver(form.action.replace(/[^/]*$/, "responses"), body());
    if (outcome.kept) return;
    if (outcome.receipt) return leave(outcome.receipt);
    sendButton.disabled = false;
    sendButton.textContent = sendWords;
    announce("");
    fail(/** @type {string} */ (outcome.failure));
  }

  /** @param {string} why */
  function fail(why) {
    failed.hidden = false;
    failed.firstElementChild.textContent = say(why);
    failed.lastElementChild.hidden = why == "closed";
    failed.focus();
  }

  function body() {
    /** @type {Record<string, Answer>} */
    const said = {};
    for (const question of seenQuestions()) {
      const [answer, other] = read(question);
      said[nameOf(question)] = answer;
      if (other) said[`${nameOf(question)}.other`] = other;
    }
    return {
      id: id.value,
      salt: salt.value || undefined,
      round: form.dataset.round,
      version: form.elements.version.value,
      language: document.documentElement.lang,
      channel: survey.channel,
      code: form.elements.code?.value || null,
      answers: said
    };
  }

  /** Where the person is, and what they gave. */
  function state() {
    return {
      id: id.value,
      salt: salt.value,
      step: steps.current.id,
      seen: [...steps.seen],
      fields: held,
      isBlank: !held[0]
    };
  }

  /**
   * Bring a state back, except where the person has answered since.
   * @param {SurveyState} kept
   */
  function resume(kept) {
    id.value = kept.id;
    salt.value = kept.salt || "";
    /** @param {[string, string]} field */
    const isBlankHere = ([name]) => held.every(([other]) => other.split(".")[0] != name.split(".")[0]);
    held = [...held, ...kept.fields.filter(isBlankHere)];
    display();
    steps.begin(kept.step, kept.seen);
  }

  /** @param {string} receipt */
  function leave(receipt) {
    // Nothing may come back through the back button.
    id.value = "";
    held = [];
    display();
    location.replace(`${form.action}/thanks?receipt=${encodeURIComponent(receipt)}`);
  }

  document.documentElement.classList.add("js");
  const [next, back, end] = document.getElementById("steps").children;
  next.dataset.next = next.textContent;
  for (const question of questions) if (question.dataset.shuffle) shuffle(question);

  const isHeldUp = () => stopAt(questionsOf(steps.current).filter(isShown));
  next.onclick = () => isHeldUp() || steps.go(steps.open[steps.at + 1]);
  back.onclick = () => history.back();
  end.onclick = () => isHeldUp() || steps.go(last);
  form.onsubmit = (/** @type {any} */ event) => {
    display();
    // A change of language: the form carries the answers over.
    if (event.submitter?.name == "switch") return;
    event.preventDefault();
    submit();
  };
  form.onkeydown = (/** @type {any} */ event) => {
    // Otherwise the Enter key in a text box would send the survey.
    if (event.key == "Enter" && event.target.matches("input")) event.preventDefault();
  };
  form.oninput = form.onchange = (/** @type {any} */ { target, type }) => {
    const question = target.closest("[id^=q-]");
    // The browser may have emptied all others behind our back.
    restore(form, held, target);
    if (question) keepAlone(question, target);
    held = heldBy(form);
    const isWhole = type == "change";
    if (isWhole) {
      display();
      steps.frame();
    } else if (question) follow(question);
    survey.changed(isWhole);
  };
  onpageshow = ({ persisted }) => {
    if (!persisted) return;
    if (!id.value) return location.reload();
    // WebKit silently empties the fields a moment after this.
    for (const moment of [0, 100, 1000]) setTimeout(display, moment);
    steps.show(false);
  };
  document.onclick = (/** @type {any} */ event) => {
    const link = event.target.closest("#problems a,#review a");
    if (link) {
      event.preventDefault();
      visit(link);
    }
  };
  const [again, plain] = failed.querySelectorAll("button");
  again.onclick = submit;
  plain.onclick = () => {
    // Without a connection, the form would leave this page and lose its answers.
    if (!navigator.onLine) return fail("offline");
    display();
    form.submit();
  };

  display();
  const summary = document.getElementById("problems");
  const wrong = !summary.hidden && form.querySelector(".problem")?.closest("section").id;
  // Answers that came with the page belong to parts that the person saw.
  steps.begin(
    wrong || location.hash.slice(1),
    held.map(([name]) => form.querySelector(`[name="${name}"]`).closest("section").id)
  );
  if (wrong) summary.focus();
  return survey;
}
