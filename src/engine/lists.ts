/**
 * Lists that the event loop reads, filled one by one. What `map` and `filter` return is of another hidden class once V8 has compiled them
 * where they are called, after hundreds of runs: then all machine code that reads the list is thrown away.
 */
export function listOf<From, To>(from: readonly From[], make: (item: From, position: number) => To): To[] {
  const list: To[] = [];
  for (let position = 0; position < from.length; position++) list.push(make(from[position], position));
  return list;
}

/** Those that pass. */
export function listWhere<Item>(from: readonly Item[], passes: (item: Item) => boolean): Item[] {
  const list: Item[] = [];
  for (let position = 0; position < from.length; position++) if (passes(from[position])) list.push(from[position]);
  return list;
}
