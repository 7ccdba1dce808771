/** Merges lists so that none is cut off when only the first items are taken. */

/** The first of each list, then the second of each, and so on. */
export function inTurn<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  const longest = lists.reduce((length, list) => Math.max(length, list.length), 0);
  const items: Item[] = [];
  for (let place = 0; place < longest; place++) {
    for (const list of lists) if (place < list.length) items.push(list[place]);
  }
  return items;
}
