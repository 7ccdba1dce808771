/** Collects problems up to a readable number and counts the rest, so that a hopeless file does not fill the screen. */
import type { Problem } from './problem.ts';

const SHOWN = 20;

export class ProblemList {
  readonly #shown: Problem[] = [];
  #hidden = 0;

  add(problem: Problem): void {
    if (this.#shown.length < SHOWN) this.#shown.push(problem);
    else this.#hidden++;
  }

  get isEmpty(): boolean {
    return this.#shown.length === 0;
  }

  /** The first 20 problems in the order they were found, then one that says how many more there are. */
  report(): readonly Problem[] {
    if (this.#hidden === 0) return [...this.#shown];
    return [...this.#shown, { path: '', message: `and ${this.#hidden} more problems like these` }];
  }
}
