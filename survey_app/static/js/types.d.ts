/** The shapes that pass between modules, in pages and in the service worker. We serve no file of types. */

// --- A survey -------------------------------------------------------------------------------------------------------

/** A skip rule as JSON, such as ["any_of", "belong", ["some", "little"]] or ["not", ["answered", "belong"]]. */
type Rule = [operator: string, ...operands: any[]];

/** An answer as sent: text or a code, a number, codes, codes by row; null if there is none. */
type Answer = string | number | string[] | Record<string, string> | null;

/** A section as `surveys/flow.py` sees it: when it is asked, and its questions. */
interface Outline {
  when?: Rule;
  questions: { name: string; when?: Rule }[];
}

/** What a question allows, as its element says it: digits in data attributes, which compare as numbers. */
interface Limits {
  required?: string;
  most?: any;
  longest?: any;
  lowest?: any;
  highest?: any;
}

// --- A response -----------------------------------------------------------------------------------------------------

/** The body of the contract: what one person sends. */
interface ResponseBody {
  id: string;
  version: string;
  salt?: string;
  round?: string;
  language: string;
  channel: string;
  code: string | null;
  answers: Record<string, Answer>;
  /** Whether another response has this id, so that the server gives this one a new id. */
  anew?: boolean;
}

/** A response that only the server can open. */
interface Envelope {
  protocol: number;
  id: string;
  key: string;
  sealed: string;
  anew?: boolean;
}

/** How sending went, for the page: the receipt; or that it is safe on this device; or why it failed. */
interface Outcome {
  receipt?: string;
  kept?: boolean;
  failure?: string;
}

// --- The page of a survey -------------------------------------------------------------------------------------------

/** What the fields of a form hold: name and value of each field that is not blank, in order. */
type Held = [name: string, value: string][];

/** Where a person is in a survey, and what they gave. */
interface SurveyState {
  id: string;
  salt: string;
  step: string;
  seen: string[];
  fields: Held;
  isBlank: boolean;
  /** With one question at a time: where they are among the screens. */
  screens?: { step: string; seen: string[] };
  /** Only in a draft of an interview. */
  interview?: Interview;
}

/** An interview, as its tab remembers it. */
interface Interview {
  /** The language that is spoken: its tag, and its name in the words of the helper. */
  spoken: string;
  name: string;
  /** The language to read in. */
  read: string;
  /** "/s/merced-high/family/", and the page where interviews begin. */
  survey: string;
  start: string;
  /** What the bar says, in the language of the helper. */
  words: Record<string, string>;
  lang: string;
  dir: string;
  isOver?: boolean;
}

// --- The offline client ---------------------------------------------------------------------------------------------

/** What the client must know from the server: its words, the server's key, the size of sealed responses by version. */
interface Kit {
  protocol: number;
  key: { id: string; public: string };
  sizes: Record<string, number>;
  words: Record<string, string>;
  /** Whether the server did not answer, so that this is the kept kit. */
  isKept?: boolean;
}

type Bytes = Uint8Array | ArrayBuffer | number[];

/** A value locked with a key of this device. */
interface Locked {
  iv: BufferSource;
  box: ArrayBuffer;
}

/** An unfinished response on this device. survey: "/s/merced-high/student/"; at: milliseconds by its clock. */
interface Draft extends Locked {
  survey: string;
  id: string;
  at: number;
  key: CryptoKey;
}

/** A draft that this page has unlocked. */
interface OpenedDraft {
  id: string;
  at: number;
  state: SurveyState;
}

/** A finished response that waits. id: its name here; why: the server has not taken it yet; help: it was refused. */
interface OutboxItem {
  id: string;
  address: string;
  body: string;
  at: number;
  why: string;
  help: string;
}

/** A response that arrived. id: its name in the outbox; notTaken: the answers that the server dropped. */
interface Receipt {
  id: string;
  receipt: string;
  notTaken: unknown[];
}

/** The stores of the device's database, and what each holds. */
interface Stores {
  outbox: OutboxItem;
  drafts: Draft;
  receipts: Receipt;
  settings: any;
}

/** Opens a store in a transaction. */
type OpenStore = <Name extends keyof Stores>(name: Name) => import("./vendor/idb.js").ObjectStore<Stores[Name]>;

/** An answer to a posted response: status, Content-Type, body and Retry-After. */
interface Reply {
  status: number;
  type: string;
  words: string;
  after: string;
}

/**
 * What a reply means. It arrived: `receipt`. To be sent again: `wait` says why, and `after` gives the least
 * milliseconds until then. Refused for good: `help` is the code of the error.
 */
interface Verdict {
  receipt?: string;
  notTaken?: unknown[];
  wait?: string;
  after?: number;
  help?: string;
}

/** How a round of posting went: how many must be sent again, why, and after how many milliseconds at least. */
interface Delivery {
  left: number;
  wait: string;
  after: number;
}

/** What we know of a response by its name: its receipt once it arrived, its item while it waits. */
interface Whereabouts {
  receipt?: Receipt;
  item?: OutboxItem;
}

// --- What the browsers we serve have and the standard does not ------------------------------------------------------

interface Navigator {
  readonly connection?: { saveData?: boolean; type?: string };
  readonly userAgentData?: { mobile: boolean };
}

interface PerformanceEntry {
  readonly encodedBodySize?: number;
}

interface ServiceWorkerRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
}
