/**
 * XXH32 (seed 0) of the bytes of a workload file: finds damage by disks and transfers, every change within four bytes for
 * certain. Not a protection against forgery; the content is checked besides.
 *
 * Source: xxHash fast digest algorithm, specification 0.1.1 (Yann Collet), "XXH32 Algorithm Description".
 */

const P1 = 0x9e3779b1;
const P2 = 0x85ebca77;
const P3 = 0xc2b2ae3d;
const P4 = 0x27d4eb2f;
const P5 = 0x165667b1;

/** Of whole 32-bit words in the byte order of this machine, which workload files require to be little-endian. */
export function checksumOf(words: Uint32Array): number {
  const count = words.length;
  let at = 0;
  let hash = P5;
  if (count >= 4) {
    let a = (P1 + P2) | 0;
    let b = P2 | 0;
    let c = 0;
    let d = -P1 | 0;
    for (const end = count - 3; at < end; at += 4) {
      a = round(a, words[at]);
      b = round(b, words[at + 1]);
      c = round(c, words[at + 2]);
      d = round(d, words[at + 3]);
    }
    hash = rotated(a, 1) + rotated(b, 7) + rotated(c, 12) + rotated(d, 18);
  }
  hash = (hash + count * 4) | 0;
  for (; at < count; at++) hash = Math.imul(rotated((hash + Math.imul(words[at], P3)) | 0, 17), P4);
  hash = Math.imul(hash ^ (hash >>> 15), P2);
  hash = Math.imul(hash ^ (hash >>> 13), P3);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function round(lane: number, word: number): number {
  return Math.imul(rotated((lane + Math.imul(word, P2)) | 0, 13), P1);
}

function rotated(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
