/**
 * Which EC2 families are sold for an accelerator that is no GPU: Gaudi and Qualcomm AI 100 (dl), FPGAs (f), Inferentia (inf), Trainium
 * (trn), video transcoders (vt). AWS Batch does not schedule these by resource, so their types look like plain CPU machines; their
 * price buys the accelerator. Source: EC2 instance types, accelerated computing.
 */
const ACCELERATOR_FAMILY = /^(dl|f|inf|trn|vt)\d/;

export function hasOtherAccelerator(family: string): boolean {
  return ACCELERATOR_FAMILY.test(family);
}
