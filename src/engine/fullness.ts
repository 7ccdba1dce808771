/** Since when an environment has been full, by what a launch needs: On-Demand BEST_FIT can be full for large instances only. */
import type { Environment } from './environments.ts';

export class Fullness {
  /**
   * vCPUs that some shape needs below maxvCpus for a launch, each once. Not of shapes that never have room: those pass on at once,
   * and nobody's turn comes because the environment is full for them.
   */
  private readonly needs: readonly number[];
  /** By need, ms; Infinity while there is room. */
  private readonly sinceMs: Float64Array;

  constructor(private readonly setup: Environment) {
    this.needs = [...new Set(setup.launchVcpus)].filter((vcpus) => vcpus <= setup.maxVcpus);
    this.sinceMs = new Float64Array(this.needs.length).fill(Number.POSITIVE_INFINITY);
  }

  /** The environment has so many vCPUs now; true when it is full for some shape for which it was not. */
  update(vcpus: number, nowMs: number): boolean {
    let isNew = false;
    this.needs.forEach((need, index) => {
      if (vcpus + need <= this.setup.maxVcpus) this.sinceMs[index] = Number.POSITIVE_INFINITY;
      else if (this.sinceMs[index] === Number.POSITIVE_INFINITY) {
        this.sinceMs[index] = nowMs;
        isNew = true;
      }
    });
    return isNew;
  }

  /** Of a shape that the environment can hold, ms; Infinity while there is room. */
  of(shapeIndex: number): number {
    return this.sinceMs[this.needs.indexOf(this.setup.launchVcpus[shapeIndex])];
  }
}
