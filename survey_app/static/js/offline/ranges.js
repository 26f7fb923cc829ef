/** Parts of a kept file. Safari plays sound only from who gives the parts that it asks for, first of all two bytes. */

const ONE_PART = /^bytes=(\d*)-(\d*)$/;

/**
 * The answer to a request for a part of a file. To anything else that it may say, the whole file is a right answer.
 * @param {Response} whole
 * @param {string | null} range the header of the request
 */
export async function partOf(whole, range) {
  const [, from, to] = ONE_PART.exec(range ?? "") ?? [];
  if (!from && !to) return whole;
  const file = await whole.blob();
  // "bytes=-5": the last five.
  const start = from ? Number(from) : Math.max(file.size - Number(to), 0);
  const end = from && to ? Math.min(Number(to), file.size - 1) : file.size - 1;
  // A part that ends before it begins says nothing.
  if (from && to && Number(to) < start) return new Response(file, { headers: headersOf(file) });
  if (start > end) {
    return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${file.size}` } });
  }
  const headers = { ...headersOf(file), "Content-Range": `bytes ${start}-${end}/${file.size}` };
  return new Response(file.slice(start, end + 1, file.type), { status: 206, headers });
}

/** @param {Blob} file */
const headersOf = ({ type }) => ({ "Content-Type": type, "Accept-Ranges": "bytes" });
