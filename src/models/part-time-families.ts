/** Burstable and flex families: a vCPU that is busy all the time is not what their list price buys (EC2 user guide). */
const PART_TIME_FAMILY = /^t\d|-flex$/;

export function isPartTime(family: string): boolean {
  return PART_TIME_FAMILY.test(family);
}
