/** What the server puts before the service worker: the files of this build, and the pages to fall back on. */

declare const SHELL: string[];
declare const START: string[];
