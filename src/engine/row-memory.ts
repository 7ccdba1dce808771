/**
 * Memory for tables whose rows are 32 or 64 bytes and are read one here, one there. A row that begins in the middle of a cache line takes
 * two of them, and with tens of thousands of rows the cache is what is short (docs/performance.md). An ArrayBuffer of its own may begin at
 * any sixteenth byte; the memory of WebAssembly begins where a page of the system does.
 */

/** Of WebAssembly, bytes. */
const PAGE_BYTES = 65_536;
/** More are refused as a mistake of the program, not for lack of memory: 4 GiB, the rows of 134 million jobs. */
const MOST_PAGES = 65_536;
/** Tables up to so many bytes are in the cache whole, wherever they begin; and such memory is given out by the page. */
const SMALL_BYTES = 4 * PAGE_BYTES;

/** What has refused in this thread is not asked again: V8 collects garbage three times before it refuses, 40 ms a table and more. */
const refusing = new WeakSet<typeof WebAssembly.Memory>();

/** So many bytes, all 0, or a few more. */
export function rowMemory(bytes: number): ArrayBuffer {
  return (bytes > SMALL_BYTES ? pagesOf(bytes) : undefined) ?? new ArrayBuffer(bytes);
}

/** A longer copy; what is new of it is 0. */
export function extendedRowMemory(rows: ArrayBufferLike, bytes: number): ArrayBuffer {
  const longer = rowMemory(bytes);
  new Uint8Array(longer).set(new Uint8Array(rows));
  return longer;
}

/** Undefined where there is no WebAssembly, or it may not have the address space it sets aside for each memory: it only is slower then. */
function pagesOf(bytes: number): ArrayBuffer | undefined {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  if (typeof WebAssembly === 'undefined' || refusing.has(WebAssembly.Memory) || pages > MOST_PAGES) return undefined;
  try {
    return new WebAssembly.Memory({ initial: pages }).buffer;
  } catch (error) {
    // V8 refuses with a RangeError, Firefox with a mere text.
    if (error instanceof TypeError) throw error;
    refusing.add(WebAssembly.Memory);
    return undefined;
  }
}
