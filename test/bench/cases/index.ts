/** The registry of benchmarks, in the order they are printed. */
import type { BenchCase } from '../bench-case.ts';
import { ARRAYS } from './arrays.ts';
import { BLOCKED_HEAD } from './blocked-head.ts';
import { ELASTIC_SPOT } from './elastic-spot.ts';
import { FAIR_SHARE } from './fair-share.ts';
import { MANY_INSTANCES } from './many-instances.ts';
import { MMC, MMC_INSTANCES } from './mmc.ts';
import { PUBLIC_LOGS } from './public-logs.ts';
import { SHAPES_TYPES } from './shapes-types.ts';

export const CASES: readonly BenchCase[] = [
  MMC,
  MMC_INSTANCES,
  PUBLIC_LOGS,
  ELASTIC_SPOT,
  ARRAYS,
  SHAPES_TYPES,
  BLOCKED_HEAD,
  MANY_INSTANCES,
  FAIR_SHARE,
];
