/** Which counts of free vCPUs any instance has: one bit each, so that the next one is found without trying those between. */
export class PresentCounts {
  private readonly words: Int32Array;

  /** Counts from 0 to this. */
  constructor(most: number) {
    // A word more than there need be, so that one may ask for what is beyond the largest.
    this.words = new Int32Array((most >>> 5) + 2);
  }

  add(count: number): void {
    this.words[count >>> 5] |= 1 << (count & 31);
  }

  remove(count: number): void {
    this.words[count >>> 5] &= ~(1 << (count & 31));
  }

  clear(): void {
    this.words.fill(0);
  }

  /** The smallest that is no less than this, which may be one more than the largest there can be; -1 when there is none. */
  atLeast(count: number): number {
    const { words } = this;
    let word = count >>> 5;
    let rest = words[word] & (-1 << (count & 31));
    while (rest === 0) {
      if (++word === words.length) return -1;
      rest = words[word];
    }
    return (word << 5) + 31 - Math.clz32(rest & -rest);
  }

  /** The largest below this, which is 1 at least; -1 when there is none. */
  below(count: number): number {
    const { words } = this;
    let word = (count - 1) >>> 5;
    let rest = words[word] & (-1 >>> (-count & 31));
    while (rest === 0) {
      if (--word < 0) return -1;
      rest = words[word];
    }
    return (word << 5) + 31 - Math.clz32(rest);
  }

  /** The largest, -1 when there is none. */
  largest(): number {
    return this.below(32 * this.words.length);
  }
}
