/** A queue's shares in order of who is next, least value first, ties by identifier: a sorted list, as short as can be. */

/** Sorting by insertion is the fastest where little is out of place; beyond so many moves a share it is not. */
const MOVES_PER_SHARE = 8;

export class NearShares {
  length = 0;
  /** The first `length` of them. */
  readonly shares: Int32Array;
  private readonly isMember: Uint8Array;

  constructor(
    private readonly identifiers: readonly string[],
    private readonly values: Float64Array,
  ) {
    this.shares = new Int32Array(identifiers.length);
    this.isMember = new Uint8Array(identifiers.length);
  }

  has(share: number): boolean {
    return this.isMember[share] === 1;
  }

  isAhead(left: number, right: number): boolean {
    const { values } = this;
    return values[left] < values[right] || (values[left] === values[right] && this.isNamedBefore(left, right));
  }

  isNamedBefore(left: number, right: number): boolean {
    return this.identifiers[left] < this.identifiers[right];
  }

  /** How many members are ahead of the share; its position if it is one. */
  positionOf(share: number): number {
    const { shares } = this;
    if (shares[0] === share && this.length > 0) return 0;
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.isAhead(shares[middle], share)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  insert(share: number): void {
    const { shares } = this;
    const position = this.positionOf(share);
    for (let behind = this.length; behind > position; behind--) shares[behind] = shares[behind - 1];
    shares[position] = share;
    this.length++;
    this.isMember[share] = 1;
  }

  remove(share: number): void {
    const { shares } = this;
    const position = this.positionOf(share);
    this.length--;
    this.isMember[share] = 0;
    for (let behind = position; behind < this.length; behind++) shares[behind] = shares[behind + 1];
  }

  removeLast(): void {
    this.length--;
    this.isMember[this.shares[this.length]] = 0;
  }

  /** The value of a member has grown by `more`. */
  raise(share: number, more: number): void {
    const { shares, length } = this;
    let position = this.positionOf(share);
    this.values[share] += more;
    for (; position + 1 < length && this.isAhead(shares[position + 1], share); position++)
      shares[position] = shares[position + 1];
    shares[position] = share;
  }

  /** All values may have changed. */
  sort(): void {
    const { shares, length, values } = this;
    let movesLeft = MOVES_PER_SHARE * length;
    for (let next = 1; next < length; next++) {
      const share = shares[next];
      const value = values[share];
      let position = next;
      for (; position > 0; position--) {
        const other = shares[position - 1];
        if (values[other] < value || (values[other] === value && this.isNamedBefore(other, share))) break;
        shares[position] = other;
      }
      shares[position] = share;
      movesLeft -= next - position;
      if (movesLeft < 0) {
        shares.subarray(0, length).sort((left, right) => (this.isAhead(left, right) ? -1 : 1));
        return;
      }
    }
  }
}
