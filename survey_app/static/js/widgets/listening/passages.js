/** What is read of a question, in the order of the page. */

const ALOUD = "legend,.field>label,.note,.group,fieldset>label";
/** Characters. Chrome falls silent after 15 seconds of one utterance. */
const LONGEST = 160;
const SENTENCE = /.+?(?:[.!?…؟۔।]["”’»)]*(?=\s|$)|[。！？]|$)/gs;
const PIECE = new RegExp(`.{1,${LONGEST}}(?=\\s|$)|.{1,${LONGEST}}`, "gsu");

/**
 * The passages of a question: what it asks, its hint, then its choices; of a matrix each row with its points.
 * @param {HTMLElement} question
 * @returns {Passage[]} the first is the question itself
 */
export const passagesOf = (question) =>
  [...question.querySelectorAll(ALOUD)].map((element) => ({
    element,
    sentences: [...element.childNodes].flatMap(sentencesOf),
    clips: element.dataset.sound?.split(" ") ?? []
  }));

/**
 * The sentences in a part of an element, none of them long. What is not translated has a mark, and is left out: the
 * voice would read it as if it were its own language.
 * @param {Node} part
 */
function sentencesOf(part) {
  if (part instanceof Element && (part.matches("[lang]") || part.querySelector("[lang]"))) return [];
  return cut(part.textContent ?? "");
}

/**
 * Cut a text into sentences, and a sentence that is too long between words.
 * @param {string} text
 */
export const cut = (text) =>
  (text.match(SENTENCE) || [])
    .flatMap((sentence) => sentence.trim().match(PIECE) || [])
    .map((piece) => piece.trim())
    .filter(Boolean);
