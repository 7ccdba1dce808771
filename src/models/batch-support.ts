/**
 * Which EC2 types AWS Batch's own machine image can run, and which need an image of the user's. Decides what the embedded
 * catalogue leaves out and what earns a warning; it does not decide what a configuration may name.
 *
 * Source: AWS Batch API Ec2Configuration (default ECS_AL2023 since 2026-01-12; no A1, and ECS_AL2023_NVIDIA no P3/G3).
 * The record docs/decisions/0006-catalogue-contents.md argues each line.
 */
import { familyOf } from './catalog.ts';

const LEFT_OUT_FAMILIES: Readonly<Record<string, string>> = {
  a1: 'Amazon Linux 2023, the default image of AWS Batch, does not run on A1',
  c1: 'it starts paravirtual images only, Amazon Linux 2023 has none',
  m1: 'it starts paravirtual images only, Amazon Linux 2023 has none',
  m2: 'it starts paravirtual images only, Amazon Linux 2023 has none',
  t1: 'it starts paravirtual images only, Amazon Linux 2023 has none',
  g2: 'its GPU is older than the drivers of any current AWS Batch image',
  p2: 'its GPU is older than the drivers of any current AWS Batch image',
  g4ad: 'AWS Batch hands out NVIDIA GPUs only, it has AMD ones',
  g6f: 'it has a fraction of a GPU, AWS Batch hands out whole ones',
  gr6f: 'it has a fraction of a GPU, AWS Batch hands out whole ones',
};

const OWN_IMAGE_FAMILIES: ReadonlySet<string> = new Set(['p3', 'p3dn', 'g3', 'g3s']);

/** Why the catalogue has no such type; undefined when AWS Batch can run it. Works on type and family names. */
export function whyLeftOut(instanceTypeOrFamily: string): string | undefined {
  const size = instanceTypeOrFamily.split('.')[1] ?? '';
  if (size.startsWith('metal'))
    return 'bare-metal sizes are never part of a family and their listed prices are doubtful';
  const family = familyOf(instanceTypeOrFamily);
  if (family.startsWith('mac')) return 'AWS Batch does not run macOS';
  return Object.hasOwn(LEFT_OUT_FAMILIES, family) ? LEFT_OUT_FAMILIES[family] : undefined;
}

/** True when the default image lacks the driver, so that the compute environment needs `imageIdOverride`. */
export function needsOwnImage(family: string): boolean {
  return OWN_IMAGE_FAMILIES.has(family);
}
