/** The survey page: the plain form, taken part by part and sent by the script. */

import { asked } from "../survey/flow.js";
import { problemOf } from "../survey/checks.js";
import { isBlank } from "../survey/rules.js";
import { newId, send } from "../survey/sending.js";
import { follow, keepAlone, shuffle } from "./choices.js";
import { nameOf, outline, questionsOf, read, restore } from "./fields.js";
import { leaveFor } from "./language.js";
import { clearProblems, showProblems } from "./problems.js";
import { showReview } from "./review.js";
import { announce, say } from "./say.js";
import { Steps } from "./steps.js";

const failed = document.getElementById("failed");

/**
 * Take over the form.
 * @returns {object} the survey, for the offline client that comes later: it reads `state()`, brings one back by
 *   `resume(state)`, and puts its own ways into `changed(isWhole)`, `keep` and `deliver`
 */
export function takeSurvey(form) {
  const survey = { form, channel: "web", changed() {}, deliver: send, state, resume };
  const last = document.getElementById("send");
  const sendButton = last.querySelector("button");
  const steps = new Steps(form, (step) => {
    failed.hidden = true;
    survey.changed();
    if (step == last) showReview(document.getElementById("review"), seenQuestions(), steps.open.every(({ id }) => steps.seen.has(id)));
  });
  // Made once: a response that is sent again is the same response.
  let id = form.elements.id?.value || newId();

  const sections = steps.all.slice(1, -1);
  const outlines = sections.map(outline);
  const questions = questionsOf(form);
  const answers = () => new Map(questions.map((question) => [nameOf(question), read(question)[0]]));
  const isShown = (question) => !question.hidden;
  const seenQuestions = () => sections.filter((section) => steps.seen.has(section.id)).flatMap(questionsOf).filter(isShown);

  /** Hide what is not asked with these answers. */
  function refresh() {
    const names = asked(outlines, answers());
    for (const question of questions) question.hidden = !names.has(nameOf(question));
    for (const section of sections) section.toggleAttribute("data-off", !questionsOf(section).some(isShown));
  }

  /** Show the problems of these questions, if any; says whether there were some. */
  function stopAt(candidates) {
    const problems = candidates.map((question) => [question, problemOf(question.dataset, read(question)[0]), question.dataset]).filter(([, code]) => code);
    clearProblems(form);
    if (!problems.length) return false;
    const step = problems[0][0].closest("section");
    if (step != steps.current) steps.go(step);
    showProblems(form, problems);
    return true;
  }

  /** Go to the question that a link names. */
  function visit(link) {
    const question = document.getElementById(link.hash.slice(1)).closest("[id^=q-],#access");
    const step = question.closest("section");
    if (step != steps.current) steps.go(step);
    question.scrollIntoView();
    (question.querySelector("input:checked") || question.querySelector("input,textarea")).focus({ preventScroll: true });
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
    sendButton.textContent = sendButton.dataset.words;
    announce("");
    fail(outcome.failure);
  }

  function fail(why) {
    failed.hidden = false;
    failed.firstElementChild.textContent = say(why);
    failed.lastElementChild.hidden = why == "closed";
    failed.focus();
  }

  /** Let the form say which response it is: it may have been stored already. */
  function carryId() {
    const field = form.elements.id || form.appendChild(document.createElement("input"));
    Object.assign(field, { type: "hidden", name: "id", value: id });
  }

  function body() {
    const said = {};
    for (const question of seenQuestions()) {
      const [answer, other] = read(question);
      said[nameOf(question)] = answer;
      if (other) said[`${nameOf(question)}.other`] = other;
    }
    return { id, round: form.dataset.round, version: form.elements.version.value, language: document.documentElement.lang, channel: survey.channel, code: form.elements.code?.value || null, answers: said };
  }

  const isBlankForm = () => !form.elements.code?.value && questions.every((question) => isBlank(read(question)[0]));

  /** Where the person is, and every field of the form but the first, its version. */
  function state() {
    return { id, step: steps.current.id, seen: [...steps.seen], fields: [...new FormData(form)].slice(1), isBlank: isBlankForm() };
  }

  /** Bring a state back, except where something was answered since. */
  function resume(kept) {
    id = kept.id;
    const answered = new Set(questions.filter((question) => !isBlank(read(question)[0])).map(nameOf));
    restore(form, kept.fields.filter(([name]) => !answered.has(name.split(".")[0])));
    refresh();
    questions.forEach(follow);
    steps.begin(kept.step, kept.seen);
  }

  function leave(receipt) {
    // Nothing may come back through the back button.
    form.reset();
    location.replace(`${form.action}/thanks?receipt=${encodeURIComponent(receipt)}`);
  }

  document.documentElement.classList.add("js");
  sendButton.dataset.words = sendButton.textContent;
  const [next, back, end] = document.getElementById("steps").children;
  next.dataset.next = next.textContent;
  for (const question of questions) if (question.dataset.shuffle) shuffle(question);

  next.onclick = () => stopAt(questionsOf(steps.current).filter(isShown)) || steps.next();
  back.onclick = () => steps.back();
  end.onclick = () => stopAt(questionsOf(steps.current).filter(isShown)) || steps.go(last);
  form.onsubmit = (event) => {
    // Where nothing can be kept, a change of language goes by the form.
    if (event.submitter?.name == "switch") return;
    event.preventDefault();
    submit();
  };
  form.onkeydown = (event) => {
    // The key Enter in a text box would send the survey.
    if (event.key == "Enter" && event.target.matches("input")) event.preventDefault();
  };
  form.oninput = ({ target }) => {
    const question = target.closest("[id^=q-]");
    if (question) follow(question);
    survey.changed();
  };
  form.onchange = ({ target }) => {
    const question = target.closest("[id^=q-]");
    keepAlone(question, target);
    follow(question);
    refresh();
    steps.frame();
    survey.changed(true);
  };
  document.onclick = (event) => {
    const link = event.target.closest("#problems a,#review a");
    if (link) {
      event.preventDefault();
      visit(link);
    }
  };
  for (const button of document.getElementsByName("switch")) {
    button.onclick = async (event) => {
      const isHere = button.value == document.documentElement.lang;
      // Where nothing can be kept, the button sends the form, and the server brings the answers over.
      if (!isHere && !survey.keep && !isBlankForm()) return carryId();
      event.preventDefault();
      if (isHere) return;
      if (isBlankForm() || (await survey.keep())) return leaveFor(button.value, form);
      carryId();
      form.requestSubmit(button);
    };
  }
  const [again, plain] = failed.querySelectorAll("button");
  again.onclick = submit;
  plain.onclick = () => {
    // Without a connection the form would leave this page, and its answers with it.
    if (!navigator.onLine) return fail("offline");
    carryId();
    form.submit();
  };

  refresh();
  questions.forEach(follow);
  const summary = document.getElementById("problems");
  const wrong = !summary.hidden && form.querySelector(".e")?.closest("section").id;
  steps.begin(wrong);
  if (wrong) summary.focus();
  return survey;
}
