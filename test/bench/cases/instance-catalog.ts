/** Made-up instance types in realistic proportions: sizes of 2 to 96 vCPUs, 2 to 8 GiB a vCPU, dearer with more memory. */
import type { CatalogOverride } from '../../../src/models/catalog-build.ts';
import { labType } from '../../support/lab.ts';

const SIZES = [2, 4, 8, 16, 32, 48, 64, 96];
const GIB = 1024;

/** `count` types, the sizes of one family after the other; families differ in memory per vCPU and price. */
export function instanceCatalog(count: number): CatalogOverride[] {
  return Array.from({ length: count }, (_, index) => {
    const family = Math.floor(index / SIZES.length);
    const vcpus = SIZES[index % SIZES.length];
    const gibPerVcpu = [2, 4, 8][family % 3];
    const usdPerVcpuHour = 0.03 + 0.004 * gibPerVcpu + 0.0007 * (family % 13);
    const extra = { spotInterruptionBucket: family % 5, spotUsdPerHour: 0.4 * vcpus * usdPerVcpuHour } as const;
    return labType(`f${family}.${vcpus}`, vcpus, vcpus * gibPerVcpu * GIB, vcpus * usdPerVcpuHour, extra);
  });
}
