/** Hashes of job ids, 32 bits and never 0: unlike ids may share one, equal ids always do. */

/** FNV-1a over the bytes of UTF-8, four at a time, then mixed. */
export function hashOfBytes(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  let hash = 0x811c9dc5;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    hash = Math.imul(hash ^ word, 0x01000193);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  return mixed(hash);
}

/** Of a whole number. */
export function hashOfNumber(value: number): number {
  return mixed(Math.imul(Math.floor(value / 0x1_0000_0000), 0x9e3779b1) ^ (value >>> 0));
}

/** So that every bit hangs on every other (the last step of MurmurHash3, which is in the public domain). */
function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0 || 1;
}
