/**
 * What each job definition cost: the money of an instance's busy and wasted time goes to the attempts that ran on it, by their
 * dominant share times the time they held it (Ghodsi et al. 2011). Idle and booting instances, volumes, addresses and what
 * commitments add or save belong to nobody and are the rest.
 */
import type { JobClass } from '../models/workload.ts';
import { extend } from './columns.ts';
import type { AttributedCost } from './outcome.ts';

const NO_DEFINITION = '(no job definition)';
const OTHER_DEFINITIONS = '(other job definitions)';
/** Each open instance keeps one number a definition; the definitions beyond, in order of appearance, share one. */
const MOST_DEFINITIONS = 64;
const NO_WEIGHTS = new Float64Array(0);

export class Attribution {
  private readonly names: string[] = [];
  private readonly definitionOf: Int32Array;
  private readonly microUsd: Float64Array;
  /** There is one definition, and no weight is kept. */
  private readonly isOnly: boolean;
  /** Weight by slot and definition since the instance was launched. */
  private weights: Float64Array;

  constructor(classes: readonly JobClass[]) {
    const indices = new Map<string, number>();
    this.definitionOf = Int32Array.from(classes, ({ jobDefinition }) => this.intern(indices, jobDefinition));
    this.isOnly = this.names.length === 1;
    this.microUsd = new Float64Array(this.names.length);
    this.weights = new Float64Array(64 * this.names.length);
  }

  /** The attempt of a job of that class held its share of the instance for that long: share x ms. */
  add(slot: number, classIndex: number, weightMs: number): void {
    // It shares with nobody, and its weight would be one more place in memory that the end of a job reads.
    if (this.isOnly) return;
    const cell = slot * this.names.length + this.definitionOf[classIndex];
    if (cell >= this.weights.length) this.weights = extend(this.weights, 2 * (slot + 1) * this.names.length);
    this.weights[cell] += weightMs;
  }

  /** The instance in the slot ended; `microUsd` is what its jobs cost. Rounded down: the remainder stays with the rest. */
  book(slot: number, microUsd: number): void {
    const from = slot * this.names.length;
    if (this.isOnly || from < this.weights.length) this.share(this.weights, from, microUsd);
  }

  /** The instance in the slot ended, and what its jobs cost is not known yet: to be handed to `bookWeights`. Undefined where it has none. */
  setAside(slot: number): Float64Array | undefined {
    if (this.isOnly) return NO_WEIGHTS;
    const from = slot * this.names.length;
    if (from >= this.weights.length) return undefined;
    const weights = this.weights.slice(from, from + this.names.length);
    this.weights.fill(0, from, from + this.names.length);
    return weights;
  }

  bookWeights(weights: Float64Array, microUsd: number): void {
    this.share(weights, 0, microUsd);
  }

  /** Among the definitions by their weights, which are 0 afterwards. */
  private share(weights: Float64Array, from: number, microUsd: number): void {
    if (this.isOnly) {
      this.microUsd[0] += microUsd;
      return;
    }
    let total = 0;
    for (let index = 0; index < this.names.length; index++) total += weights[from + index];
    if (total === 0) return;
    for (let index = 0; index < this.names.length; index++) {
      this.microUsd[index] += Math.floor((microUsd * weights[from + index]) / total);
      weights[from + index] = 0;
    }
  }

  /** Dearest first, ties by name; the parts and the rest sum to the total. */
  finish(totalMicroUsd: number): AttributedCost {
    const byJobDefinition = this.names
      .map((jobDefinition, index) => ({ jobDefinition, microUsd: this.microUsd[index] }))
      .sort((left, right) => right.microUsd - left.microUsd || (left.jobDefinition < right.jobDefinition ? -1 : 1));
    const attributed = byJobDefinition.reduce((sum, { microUsd }) => sum + microUsd, 0);
    return { byJobDefinition, unattributedMicroUsd: totalMicroUsd - attributed };
  }

  private intern(indices: Map<string, number>, jobDefinition: string | undefined): number {
    const own = jobDefinition ?? NO_DEFINITION;
    const isKnown = indices.has(own) || this.names.length < MOST_DEFINITIONS - 1;
    const name = isKnown ? own : OTHER_DEFINITIONS;
    let index = indices.get(name);
    if (index === undefined) {
      index = this.names.push(name) - 1;
      indices.set(name, index);
    }
    return index;
  }
}
