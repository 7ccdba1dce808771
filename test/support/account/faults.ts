/**
 * A bad way to AWS: throttling, 503, connections that break before or after the call took effect, slow answers, calls that
 * arrive twice. Each kind has its own chance, drawn by number so that a run can be repeated.
 */
import { PURPOSE, uniform } from '../../../src/models/random.ts';
import { tooManyRequests, unavailable } from './failures.ts';
import { BrokenConnection, type Middle } from './http-front.ts';
import type { VirtualClock } from './virtual-clock.ts';

export const FAULTS = ['throttled', 'unavailable', 'reset', 'lost answer', 'slow', 'twice'] as const;
export type Fault = (typeof FAULTS)[number];

export interface FaultPlan {
  readonly seed: number;
  readonly clock: VirtualClock;
  /** 0 to 1, by kind; 0 when left out. */
  readonly chances: Partial<Readonly<Record<Fault, number>>>;
}

export interface FaultyWay {
  readonly middle: Middle;
  readonly met: Record<Fault, number>;
}

export function faultyWay({ seed, clock, chances }: FaultPlan): FaultyWay {
  const met: Record<Fault, number> = { throttled: 0, unavailable: 0, reset: 0, 'lost answer': 0, slow: 0, twice: 0 };
  let calls = 0;
  const middle: Middle = (_request, pass) => {
    const call = calls++;
    const happens = (fault: Fault): boolean => {
      const draw = uniform(seed, PURPOSE.apiBackoff, FAULTS.indexOf(fault), call);
      if (draw >= (chances[fault] ?? 0)) return false;
      met[fault]++;
      return true;
    };
    if (happens('slow')) clock.advance(20_000);
    if (happens('throttled')) throw tooManyRequests();
    if (happens('unavailable')) throw unavailable();
    if (happens('reset')) throw new BrokenConnection();
    if (happens('twice')) {
      try {
        pass();
      } catch {
        // The second answer is the one that arrives.
      }
    }
    const answer = pass();
    if (happens('lost answer')) throw new BrokenConnection();
    return answer;
  };
  return { middle, met };
}
