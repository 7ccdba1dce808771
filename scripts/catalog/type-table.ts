/** Decides which instance types the catalogue holds and writes down what they are. */

import { whyLeftOut } from '../../src/models/batch-support.ts';
import type { TypeTable } from '../../src/models/catalog.ts';
import { numberOrNull, type Row } from './read-tables.ts';
import { TYPES_SOURCE } from './sources.ts';

/** Types AWS Batch can run that `isPriced` somewhere, by family, then small before large. */
export function compileTypeTable(rows: readonly Row[], isPriced: (instanceType: string) => boolean): TypeTable {
  const kept = rows
    .filter((row) => row.bare_metal === '0' && whyLeftOut(row.instance_type) === undefined)
    .filter((row) => isPriced(row.instance_type))
    .sort(byFamilyThenSize);
  return {
    schemaVersion: 1,
    provenance: [TYPES_SOURCE],
    columns: {
      instanceType: kept.map((row) => row.instance_type),
      vcpus: kept.map((row) => requiredNumber(row, 'vcpus')),
      memoryMiB: kept.map((row) => requiredNumber(row, 'memory_mib')),
      architecture: kept.map((row) => (row.arch === 'arm64' ? 1 : 0)),
      gpuCount: kept.map((row) => requiredNumber(row, 'gpu_count')),
      gpuModel: kept.map((row) => row.gpu_model || null),
      gpuMemoryMiBEach: kept.map((row) => numberOrNull(row.gpu_mem_mib_each)),
      localNvmeGb: kept.map((row) => numberOrNull(row.local_nvme_gb)),
      networkBaselineMbps: kept.map((row) => numberOrNull(row.net_baseline_mbps)),
      ebsBaselineMbps: kept.map((row) => numberOrNull(row.ebs_baseline_mbps)),
      generation: kept.map((row) => numberOrNull(row.generation)),
      cpuVendor: kept.map((row) => row.cpu_vendor || null),
    },
  };
}

function byFamilyThenSize(left: Row, right: Row): number {
  return (
    compareText(left.family, right.family) ||
    Number(left.vcpus) - Number(right.vcpus) ||
    Number(left.memory_mib) - Number(right.memory_mib) ||
    compareText(left.instance_type, right.instance_type)
  );
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function requiredNumber(row: Row, column: string): number {
  const value = numberOrNull(row[column]);
  if (value === null) throw new Error(`${row.instance_type} has no ${column}`);
  return value;
}
