/** Reads the ways in which Slurm's accounting writes memory and trackable resources; undefined when the text is none. */
import { decimalNumber } from './quantities.ts';

const MIB_PER_UNIT: Readonly<Record<string, number>> = { '': 1, K: 1 / 1024, M: 1, G: 1024, T: 1024 * 1024 };

export interface SlurmMemory {
  readonly mib: number;
  /** What it counts: `node`, `cpu`, or (Slurm 21.08 and later, which write no suffix) the whole `job`. */
  readonly per: 'node' | 'cpu' | 'job';
}

/** `2000Mn`, `100Mc`, `16G`, `1043168K`; without a unit MiB, as sacct counts. */
export function slurmMemory(text: string): SlurmMemory | undefined {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)([nc]?)$/.exec(text);
  if (match === null) return undefined;
  const [, amount, unit, suffix] = match;
  return {
    mib: Number(amount) * MIB_PER_UNIT[unit],
    per: suffix === 'n' ? 'node' : suffix === 'c' ? 'cpu' : 'job',
  };
}

/** One figure of a list like `billing=4,cpu=4,gres/gpu=2,mem=16G,node=1`; GPUs of named models are added up where no total is given. */
export function tresCount(list: string, name: string): number | undefined {
  const entries = list.split(',').map((entry) => entry.split('=', 2));
  const exact = entries.find(([key]) => key === name)?.[1];
  if (exact !== undefined) return decimalNumber(exact);
  const models = entries.filter(([key]) => key.startsWith(`${name}:`)).map(([, count = '']) => decimalNumber(count));
  const known = models.filter((count) => count !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, count) => sum + count, 0);
}
