/** A single change that may shorten waits. */
import type { QuotaBucket } from '../models/vcpu-quotas.ts';

export type WaitChange =
  | { readonly field: 'maxvCpus' | 'minvCpus'; readonly from: number; readonly to: number }
  | { readonly field: 'instanceTypes'; readonly added: string }
  /** vCPUs; a request to AWS. */
  | { readonly field: 'quota'; readonly quota: QuotaBucket; readonly from: number; readonly to: number }
  /** totalQuantity. */
  | { readonly field: 'consumableResource'; readonly name: string; readonly from: number; readonly to: number }
  /** An environment like the INVALID one behind it in the order of the queue, of so many vCPUs more at most. */
  | {
      readonly field: 'computeEnvironmentOrder';
      readonly queue: string;
      readonly added: string;
      readonly vcpus: number;
    }
  /** It is VALID again so long after it became INVALID. */
  | { readonly field: 'status'; readonly withinSeconds: number };
