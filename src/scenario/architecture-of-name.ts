/**
 * Tells the CPU architecture from an instance type, family or keyword alone, for rules that must not need a catalogue.
 * Unknown patterns give undefined. Source: EC2 instance type naming convention, where a `g` after the generation number
 * means AWS Graviton; A1 is the one older Graviton family.
 */
import type { Architecture } from '../models/workload.ts';

const KEYWORDS: Readonly<Record<string, Architecture>> = {
  optimal: 'x86_64',
  default_x86_64: 'x86_64',
  default_arm64: 'arm64',
};
const FAMILY = /^[a-z]+\d+([a-z]*)(?:-[a-z0-9]+)?$/;

export function architectureOfName(name: string): Architecture | undefined {
  const keyword = KEYWORDS[name];
  if (keyword !== undefined) return keyword;
  const family = name.split('.')[0];
  if (family === 'a1') return 'arm64';
  const match = FAMILY.exec(family);
  if (match === null) return undefined;
  return match[1].includes('g') ? 'arm64' : 'x86_64';
}
