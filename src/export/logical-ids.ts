/** Gives every resource of a stack a logical ID: letters and digits only, made from its name, unique, the same every time. */
import type { StackResourceKind } from './stack.ts';

export class LogicalIds {
  readonly #taken = new Set<string>();

  next(name: string, kind: StackResourceKind): string {
    const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
    const base = `${words.map(capitalised).join('')}${kind}`;
    let id = base;
    // my-queue and my_queue are two names to AWS, and would be one logical ID.
    for (let number = 2; this.#taken.has(id); number++) id = `${base}${number}`;
    this.#taken.add(id);
    return id;
  }
}

export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
