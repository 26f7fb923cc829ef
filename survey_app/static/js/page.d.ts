/** The page as scripts know it: what is on it, and the survey that a script took over. */

interface SurveyFields extends HTMLFormControlsCollection {
  version: HTMLInputElement;
  id?: HTMLInputElement;
  salt?: HTMLInputElement;
  code?: HTMLInputElement;
  "spoken-language"?: HTMLInputElement;
}

interface SurveyForm extends HTMLFormElement {
  readonly elements: SurveyFields;
}

/** Takes a response to the server, or keeps it. */
type Deliver = (address: string, response: ResponseBody) => Promise<Outcome>;

/** A survey that the script took over. The offline client puts its ways into `channel`, `changed`, `deliver` and
 * `review`. */
interface TakenSurvey {
  form: SurveyForm;
  answers: import("./widgets/form/answers.js").Answers;
  steps: import("./widgets/form/steps.js").Steps;
  channel: string;
  /** Called after each change; isWhole: false while somebody types. */
  changed(isWhole?: boolean): void;
  deliver: Deliver;
  /** Called when the last part comes up. */
  review(): void;
  /** The response as it is sent. */
  body(): ResponseBody;
  /** The interview in which somebody answers, if it is one. */
  interview?: Interview;
  seen(): { questions: HTMLElement[]; blanks: HTMLElement[]; isWhole: boolean };
  state(): SurveyState;
  resume(kept: SurveyState): void;
}

// --- The page -------------------------------------------------------------------------------------------------------
// Our templates have what a script asks the page for. If something may be missing, the script asks with `?.` or `if`.
// So the types say that it is there: a cast at every place would make the first visit larger.

type ButtonSelector = `button${string}` | `${string} button` | `${string} [name=switch]${string}`;
type InputSelector = `input${string}` | `${string} input${string}` | `${string}:checked`;

interface ParentNode {
  querySelector<Tag extends keyof HTMLElementTagNameMap>(selectors: Tag): HTMLElementTagNameMap[Tag];
  querySelector(selectors: InputSelector): HTMLInputElement;
  querySelector(selectors: "link[rel=stylesheet]"): HTMLLinkElement;
  querySelector<E extends Element = HTMLElement>(selectors: string): E;
  querySelectorAll<Tag extends keyof HTMLElementTagNameMap>(selectors: Tag): NodeListOf<HTMLElementTagNameMap[Tag]>;
  querySelectorAll(selectors: InputSelector): NodeListOf<HTMLInputElement>;
  querySelectorAll(selectors: ButtonSelector): NodeListOf<HTMLButtonElement>;
  querySelectorAll(selectors: `${string} a`): NodeListOf<HTMLAnchorElement>;
  querySelectorAll<E extends Element = HTMLElement>(selectors: string): NodeListOf<E>;
}

interface Element {
  closest<E extends Element = HTMLElement>(selectors: string): E;
}

/** Elements, by their ids, of which a script knows more than that they are there. */
interface Ids {
  survey: SurveyForm;
  interview: HTMLFormElement & { elements: HTMLFormControlsCollection & { "spoken-language": HTMLSelectElement } };
  filter: HTMLInputElement;
  say: HTMLTemplateElement;
  progress: HTMLElement & { firstElementChild: HTMLProgressElement; lastElementChild: HTMLElement };
  /** Next, back, and on to the review. */
  steps: HTMLElement & { children: Iterable<HTMLButtonElement> };
  failed: HTMLElement & { firstElementChild: HTMLElement; lastElementChild: HTMLElement };
}

interface Document {
  getElementById<Id extends keyof Ids>(id: Id): Ids[Id];
  getElementById<E extends HTMLElement = HTMLElement>(id: string): E;
}

interface DocumentFragment {
  getElementById(id: string): HTMLElement;
}

// --- Reading to somebody ---------------------------------------------------------------------------------------------

/** Helps a helper. begin: after the drafts are known, and before one is offered; next: the response is finished. */
interface Asking {
  begin(unfinished: import("./widgets/device/unfinished.js").Unfinished | null): Promise<void>;
  next(): void;
}

// --- Listening -------------------------------------------------------------------------------------------------------

/** Words of a question, and the element that shows them. Each sentence is said by itself. clips: the names of those
 * that speak these words, one after the other. */
interface Passage {
  element: HTMLElement;
  sentences: string[];
  clips: string[];
}

/** Hears what is being read; null when it is over. */
type Reach = (element: HTMLElement | null) => void;

/** Reads passages aloud, from within the handler of a press. */
interface Reader {
  /** Whether it can read this. */
  reads(passage: Passage): boolean;
  read(passages: Passage[], reach: Reach): void;
  stop(): void;
}

/** What is being read, and who hears how it goes. */
interface Turn {
  reach: Reach;
}

// --- The editor of surveys -------------------------------------------------------------------------------------------

/** Says how saving goes. what: the name of the words, a data attribute of the bar. */
type Say = (what: string, values?: Record<string, string | number>) => void;
