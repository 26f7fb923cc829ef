/** The survey page: the plain form, taken part by part and sent by the script. */

import { asked } from "../survey/flow.js";
import { problemOf } from "../survey/checks.js";
import { newId, send } from "../survey/sending.js";
import { follow, keepAlone, shuffle } from "./choices.js";
import { nameOf, outline, questionsOf, read } from "./fields.js";
import { arrive, keep, leaveFor } from "./language.js";
import { clearProblems, showProblems } from "./problems.js";
import { showReview } from "./review.js";
import { announce, say } from "./say.js";
import { Steps } from "./steps.js";

const failed = document.getElementById("failed");

/** Take over the form. */
export function takeSurvey(form) {
  const last = document.getElementById("send");
  const sendButton = last.querySelector("button");
  const steps = new Steps(form, (step) => {
    failed.hidden = true;
    if (step == last) showReview(document.getElementById("review"), seenQuestions(), steps.open.every(({ id }) => steps.seen.has(id)));
  });
  let id = "";

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
    return tell(problems);
  }

  function tell(problems) {
    clearProblems(form);
    if (!problems.length) return false;
    const step = problems[0][0].closest("section");
    if (step != steps.current) steps.go(step);
    showProblems(form, problems);
    return true;
  }

  /** Go to the question that a link names. */
  function visit(link) {
    const question = document.getElementById(link.hash.slice(1));
    const step = question.closest("section");
    if (step != steps.current) steps.go(step);
    question.scrollIntoView();
    (question.querySelector("input:checked") || question.querySelector("input,textarea")).focus({ preventScroll: true });
  }

  async function submit() {
    if (stopAt(seenQuestions())) return;
    failed.hidden = true;
    // Made once: a response that is sent again is the same response.
    id ||= newId();
    sendButton.disabled = true;
    sendButton.textContent = say("sending");
    announce(say("sending"));
    const outcome = await send(form.action.replace(/[^/]*$/, "responses"), body());
    if (outcome.receipt) return leave(outcome.receipt);
    sendButton.disabled = false;
    sendButton.textContent = sendButton.dataset.words;
    announce("");
    if (outcome.problems) return tell(outcome.problems.map((problem) => [document.getElementById(`q-${problem.question.split(".")[0]}`), problem.code, problem]));
    failed.hidden = false;
    failed.firstElementChild.textContent = say(outcome.failure);
    failed.lastElementChild.hidden = outcome.failure == "closed";
    failed.focus();
  }

  function body() {
    const said = {};
    for (const question of seenQuestions()) {
      const [answer, other] = read(question);
      said[nameOf(question)] = answer;
      if (other) said[`${nameOf(question)}.other`] = other;
    }
    return { id, version: form.elements.version.value, language: document.documentElement.lang, channel: "web", code: null, answers: said };
  }

  const keepAll = () => keep(form, { id, step: steps.current.id, seen: [...steps.seen] });

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
  };
  form.onchange = ({ target }) => {
    const question = target.closest("[id^=q-]");
    keepAlone(question, target);
    follow(question);
    refresh();
    steps.frame();
  };
  document.onclick = (event) => {
    const link = event.target.closest("a[href^='#q-']");
    if (link) {
      event.preventDefault();
      visit(link);
    }
  };
  for (const button of document.getElementsByName("switch")) {
    button.onclick = (event) => {
      if (button.value != document.documentElement.lang) {
        // Where nothing can be kept, the button sends the form, and the server brings the answers over.
        if (!keepAll()) return;
        leaveFor(button.value, form);
      }
      event.preventDefault();
    };
  }
  const [again, plain] = failed.querySelectorAll("button");
  again.onclick = submit;
  plain.onclick = () => {
    // For the way back from a page that says there is no connection.
    keepAll();
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "id", value: id });
    form.append(field);
    form.submit();
  };

  const kept = arrive(form);
  id = kept.id || "";
  refresh();
  questions.forEach(follow);
  const summary = document.getElementById("problems");
  const wrong = !summary.hidden && form.querySelector(".e")?.closest("section").id;
  steps.begin(wrong || kept.step, kept.seen);
  if (wrong) summary.focus();
}
