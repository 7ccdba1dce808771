/** Which share has the least key: a binary heap whose members can be taken out, ties by identifier. */

/** What heaps of the same shares have in common; a share is in one of them at most. */
export class ShareKeys {
  readonly keys: Float64Array;
  /** Position of a share in its heap, -1 for none. */
  readonly positions: Int32Array;

  constructor(readonly identifiers: readonly string[]) {
    this.keys = new Float64Array(identifiers.length);
    this.positions = new Int32Array(identifiers.length).fill(-1);
  }
}

export class ShareHeap {
  private readonly members: number[] = [];

  constructor(private readonly shared: ShareKeys) {}

  get length(): number {
    return this.members.length;
  }

  /** The share with the least key, -1 for none. */
  get first(): number {
    return this.members.length === 0 ? -1 : this.members[0];
  }

  push(share: number, key: number): void {
    this.shared.keys[share] = key;
    this.members.push(share);
    this.siftUp(this.members.length - 1, share);
  }

  remove(share: number): void {
    const { members, shared } = this;
    const position = shared.positions[share];
    shared.positions[share] = -1;
    const last = members.pop() as number;
    if (last === share) return;
    if (position > 0) this.siftUp(position, last);
    else shared.positions[last] = 0;
    this.siftDown(shared.positions[last], last);
  }

  private siftUp(start: number, share: number): void {
    const { members } = this;
    const { keys, positions, identifiers } = this.shared;
    const key = keys[share];
    let position = start;
    while (position > 0) {
      const above = (position - 1) >> 1;
      const other = members[above];
      if (keys[other] < key || (keys[other] === key && identifiers[other] < identifiers[share])) break;
      members[position] = other;
      positions[other] = position;
      position = above;
    }
    members[position] = share;
    positions[share] = position;
  }

  private siftDown(start: number, share: number): void {
    const { members } = this;
    const { keys, positions, identifiers } = this.shared;
    const { length } = members;
    const key = keys[share];
    let position = start;
    for (let below = 2 * position + 1; below < length; below = 2 * position + 1) {
      let other = members[below];
      if (below + 1 < length) {
        const right = members[below + 1];
        if (keys[right] < keys[other] || (keys[right] === keys[other] && identifiers[right] < identifiers[other])) {
          other = right;
          below++;
        }
      }
      if (key < keys[other] || (key === keys[other] && identifiers[share] < identifiers[other])) break;
      members[position] = other;
      positions[other] = position;
      position = below;
    }
    members[position] = share;
    positions[share] = position;
  }
}
