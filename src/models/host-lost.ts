/** Status reasons of attempts whose instance ended, "Host EC2 (instance i-...) terminated." (Batch user guide, "Automated job retries"). */
export const HOST_LOST = /^Host EC2/;

/** The instance such a reason names; undefined where it names none. */
export function lostInstanceId(reason: string): string | undefined {
  return /^Host EC2 \(instance (i-[^\s)]+)\)/.exec(reason)?.[1];
}
