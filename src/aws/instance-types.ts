/** Reads from EC2 what the instance types of a region are, which of them it sells, and what Spot costs by zone. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { whyLeftOut } from '../models/batch-support.ts';
import type { FreshSpotPrice, FreshType } from '../models/refreshed-catalog.ts';
import { allPages } from './all-pages.ts';
import type { Ec2Reader } from './ec2-api.ts';

const MICRO = 1_000_000;
const MBPS_PER_GBPS = 1000;

/** Types AWS Batch can run; bare metal and what its image does not support are left out, as in the embedded table. */
export async function readInstanceTypes(reader: Ec2Reader, signal?: AbortSignal): Promise<readonly FreshType[]> {
  const types: FreshType[] = [];
  const pages = allPages((NextToken) => reader.read('DescribeInstanceTypes', { MaxResults: 100, NextToken }, signal));
  for await (const { InstanceTypes } of pages)
    types.push(...(InstanceTypes ?? []).flatMap((info) => freshType(info) ?? []));
  return types;
}

/** Undefined for what the catalogue does not hold, and where EC2 does not say vCPUs or memory. */
export function freshType(info: InstanceTypeInfo): FreshType | undefined {
  const { InstanceType: instanceType, VCpuInfo, MemoryInfo, ProcessorInfo, BareMetal } = info;
  const vcpus = VCpuInfo?.DefaultVCpus;
  const memoryMiB = MemoryInfo?.SizeInMiB;
  if (instanceType === undefined || vcpus === undefined || memoryMiB === undefined) return undefined;
  if (BareMetal === true || whyLeftOut(instanceType) !== undefined) return undefined;
  const gpus = info.GpuInfo?.Gpus ?? [];
  const cards = info.NetworkInfo?.NetworkCards ?? [];
  const baselineGbps = cards.reduce<number | undefined>((sum, { BaselineBandwidthInGbps: gbps }) => {
    return gbps === undefined ? sum : (sum ?? 0) + gbps;
  }, undefined);
  return {
    instanceType,
    vcpus,
    memoryMiB,
    architecture: ProcessorInfo?.SupportedArchitectures?.includes('arm64') === true ? 1 : 0,
    gpuCount: gpus.reduce((sum, { Count = 0 }) => sum + Count, 0),
    gpuModel: gpus[0]?.Name?.toLowerCase().replaceAll(' ', '-') ?? null,
    gpuMemoryMiBEach: gpus[0]?.MemoryInfo?.SizeInMiB ?? null,
    localNvmeGb: info.InstanceStorageInfo?.TotalSizeInGB ?? null,
    networkBaselineMbps: baselineGbps === undefined ? null : Math.round(baselineGbps * MBPS_PER_GBPS),
    ebsBaselineMbps: info.EbsInfo?.EbsOptimizedInfo?.BaselineBandwidthInMbps ?? null,
    generation: generationOf(instanceType),
    cpuVendor: ProcessorInfo?.Manufacturer?.toLowerCase().split(' ')[0] ?? null,
  };
}

/** EC2 naming convention: the first number of the family. */
function generationOf(instanceType: string): number | null {
  const digits = /^[a-z-]+?(\d+)/.exec(instanceType)?.[1];
  return digits === undefined ? null : Number(digits[0]);
}

/** Names of the types sold in at least one zone of the reader's region. */
export async function readOfferings(reader: Ec2Reader, signal?: AbortSignal): Promise<ReadonlySet<string>> {
  const offered = new Set<string>();
  const pages = allPages((NextToken) =>
    reader.read(
      'DescribeInstanceTypeOfferings',
      { LocationType: 'availability-zone', MaxResults: 1000, NextToken },
      signal,
    ),
  );
  for await (const { InstanceTypeOfferings } of pages)
    for (const { InstanceType } of InstanceTypeOfferings ?? [])
      if (InstanceType !== undefined) offered.add(InstanceType);
  return offered;
}

/**
 * The last change of the Linux Spot price by type and zone. EC2 also answers the last change before StartTime, so starting
 * now gives the prices of now (API DescribeSpotPriceHistory).
 */
export async function readSpotPrices(
  reader: Ec2Reader,
  now: Date,
  signal?: AbortSignal,
): Promise<readonly FreshSpotPrice[]> {
  const latest = new Map<string, FreshSpotPrice>();
  const ProductDescriptions = ['Linux/UNIX', 'Linux/UNIX (Amazon VPC)'];
  const pages = allPages((NextToken) =>
    reader.read(
      'DescribeSpotPriceHistory',
      { StartTime: now, ProductDescriptions, MaxResults: 1000, NextToken },
      signal,
    ),
  );
  for await (const { SpotPriceHistory } of pages) {
    for (const { InstanceType, AvailabilityZone, AvailabilityZoneId, SpotPrice, Timestamp } of SpotPriceHistory ?? []) {
      const zone = AvailabilityZone ?? AvailabilityZoneId;
      const microUsdPerHour = Math.round(Number(SpotPrice) * MICRO);
      if (InstanceType === undefined || zone === undefined || !(microUsdPerHour > 0)) continue;
      const changedAt = Timestamp?.toISOString() ?? '';
      const key = `${InstanceType} ${zone}`;
      const known = latest.get(key);
      if (known === undefined || known.changedAt < changedAt)
        latest.set(key, { instanceType: InstanceType, zone, microUsdPerHour, changedAt });
    }
  }
  return [...latest.values()];
}

/** Scores of the region's zones for launching that many vCPUs of these types, best first. */
export async function readPlacementScores(
  reader: Ec2Reader,
  region: string,
  request: { readonly instanceTypes: readonly string[]; readonly targetVcpus: number },
  signal?: AbortSignal,
): Promise<readonly { readonly zone: string; readonly score: number }[]> {
  const scores: { zone: string; score: number }[] = [];
  const pages = allPages((NextToken) =>
    reader.read(
      'GetSpotPlacementScores',
      {
        InstanceTypes: [...request.instanceTypes],
        TargetCapacity: request.targetVcpus,
        TargetCapacityUnitType: 'vcpu',
        SingleAvailabilityZone: true,
        RegionNames: [region],
        NextToken,
      },
      signal,
    ),
  );
  for await (const { SpotPlacementScores } of pages)
    for (const { AvailabilityZoneId, Score } of SpotPlacementScores ?? [])
      if (AvailabilityZoneId !== undefined && Score !== undefined)
        scores.push({ zone: AvailabilityZoneId, score: Score });
  return scores.sort((left, right) => right.score - left.score || (left.zone < right.zone ? -1 : 1));
}
