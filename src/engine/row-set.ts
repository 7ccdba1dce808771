/**
 * A set of rows that answers which of its members comes next: a bit a row, above it a bit for every 32 of those, and so on (van Emde
 * Boas, 1975, in its simplest form). Four levels hold a million rows, so nothing asked of it walks along them.
 */
export class RowSet {
  private readonly levels: Int32Array[] = [];

  /** For rows from 0 to `count` - 1. */
  constructor(count: number) {
    let words = count;
    do {
      words = Math.ceil(words / 32);
      this.levels.push(new Int32Array(words));
    } while (words > 1);
  }

  add(row: number): void {
    const { levels } = this;
    for (let level = 0, bit = row; level < levels.length; level++, bit >>>= 5) {
      const words = levels[level];
      const before = words[bit >>> 5];
      words[bit >>> 5] = before | (1 << (bit & 31));
      if (before !== 0) return;
    }
  }

  /** Nothing happens when the row is no member. */
  delete(row: number): void {
    const { levels } = this;
    for (let level = 0, bit = row; level < levels.length; level++, bit >>>= 5) {
      const words = levels[level];
      words[bit >>> 5] &= ~(1 << (bit & 31));
      if (words[bit >>> 5] !== 0) return;
    }
  }

  /** The smallest member larger than the row, -1 when there is none. */
  after(row: number): number {
    const { levels } = this;
    for (let level = 0, bit = row; level < levels.length; level++, bit >>>= 5) {
      // -2 << 31 is 0: no bit of the word is above its last.
      const above = levels[level][bit >>> 5] & (-2 << (bit & 31));
      if (above !== 0) return this.firstBelow(level, (bit & ~31) | lowestBit(above));
    }
    return -1;
  }

  /** The first member that the bit of a level stands for. */
  private firstBelow(fromLevel: number, fromBit: number): number {
    let bit = fromBit;
    for (let level = fromLevel - 1; level >= 0; level--) bit = bit * 32 + lowestBit(this.levels[level][bit]);
    return bit;
  }
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
