/** What somebody deletes just now is neither as the configuration wants it nor free to be made again. */
import type { Problem } from '../../models/problem.ts';

export function goingAway(name: string, path: string): Problem {
  return { path, message: `${name} is DELETING`, hint: 'wait until it is gone and plan again: then a new one is made' };
}
