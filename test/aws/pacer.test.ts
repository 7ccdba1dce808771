import { describe, expect, it } from 'vitest';
import { AwsCallFailure, kindOfFailure } from '../../src/aws/call-failure.ts';
import { pacedReader } from '../../src/aws/paced-reader.ts';
import { Pacer, type PacerOptions, readPace } from '../../src/aws/pacer.ts';
import { scriptedReader, serviceError } from './scripted-reader.ts';

/** A clock that only sleeping moves. */
function virtualTime(random = 0.5) {
  const time = { nowMs: 0, slept: [] as number[] };
  const options: PacerOptions = readPace({
    nowMs: () => time.nowMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      time.slept.push(ms);
      time.nowMs += ms;
    },
    random: () => random,
  });
  return { time, options };
}

function failingTimes(count: number, error: unknown): () => Promise<string> {
  let left = count;
  return async () => {
    if (left-- > 0) throw error;
    return 'answer';
  };
}

describe('the pace of calls', () => {
  it('is five a second: eleven calls take two seconds', async () => {
    const { time, options } = virtualTime();
    const pacer = new Pacer(options);
    for (let call = 0; call < 11; call++) await pacer.run(async () => call);
    // The first goes at once, ten more wait 200 ms each.
    expect(time.nowMs).toBe(2000);
  });

  it('holds for calls made at the same time too', async () => {
    const { options } = virtualTime();
    const started: number[] = [];
    const waits: number[] = [];
    const pacer = new Pacer({ ...options, nowMs: () => 0, sleep: async (ms) => void waits.push(ms) });
    await Promise.all([1, 2, 3].map((call) => pacer.run(async () => started.push(call))));
    expect(waits).toEqual([200, 400]);
    expect(started).toHaveLength(3);
  });
});

describe('back-off', () => {
  it.each([
    ['a throttled call', serviceError('TooManyRequestsException', 429)],
    ['a failing service', serviceError('ServerException', 500)],
    ['an unavailable service', serviceError('ServiceUnavailable', 503)],
    ['a reset connection', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
    ['a time-out', serviceError('TimeoutError')],
    ['one that names its action', new AwsCallFailure('batch:ListJobs', serviceError('ThrottlingException', 400))],
  ])('tries %s again', async (_what, error) => {
    const { options } = virtualTime();
    await expect(new Pacer(options).run(failingTimes(3, error))).resolves.toBe('answer');
  });

  it.each([
    ['a refused request', serviceError('ClientException', 400)],
    ['a missing permission', serviceError('AccessDeniedException', 403)],
    ['old credentials', serviceError('ExpiredTokenException', 400)],
    ['an address where nobody listens', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
  ])('does not try %s again', async (_what, error) => {
    const { time, options } = virtualTime();
    await expect(new Pacer(options).run(failingTimes(1, error))).rejects.toBe(error);
    expect(time.slept).toEqual([]);
  });

  it('waits up to twice as long each time, with full jitter, and gives up after eight tries', async () => {
    const { time, options } = virtualTime(1);
    const error = serviceError('TooManyRequestsException', 429);
    let calls = 0;
    const call = async () => {
      calls++;
      throw error;
    };
    await expect(new Pacer(options).run(call)).rejects.toBe(error);
    expect(calls).toBe(8);
    // 500 ms doubled, at most 20 s; with the largest draw the jitter takes nothing off.
    expect(time.slept).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 20_000]);
    const { time: lucky, options: calm } = virtualTime(0);
    await expect(new Pacer(calm).run(failingTimes(2, error))).resolves.toBe('answer');
    // No draw, no back-off: only the pace holds the tries apart.
    expect(lucky.slept).toEqual([0, 200, 0, 200]);
  });

  it('ends at once when it is aborted', async () => {
    const { options } = virtualTime();
    const controller = new AbortController();
    const reason = new Error('stopped');
    const call = async () => {
      controller.abort(reason);
      throw serviceError('TooManyRequestsException', 429);
    };
    await expect(new Pacer(options).run(call, controller.signal)).rejects.toBe(reason);
    await expect(new Pacer(options).run(async () => 1, controller.signal)).rejects.toBe(reason);
  });

  it('of a reader is the reader’s, call by call', async () => {
    const { options } = virtualTime();
    let failures = 2;
    const { reader, calls } = scriptedReader({
      ListJobs: () => {
        if (failures-- > 0) throw serviceError('TooManyRequestsException', 429);
        return { jobSummaryList: [{ jobId: 'a' }] };
      },
    });
    const answer = await pacedReader(reader, options).read('ListJobs', { jobQueue: 'work' });
    expect(answer.jobSummaryList).toEqual([{ jobId: 'a' }]);
    expect(calls).toHaveLength(3);
  });
});

describe('what a failure means', () => {
  it.each([
    ['UnauthorizedOperation', 403, 'denied'],
    ['AccessDeniedException', 400, 'denied'],
    ['UnknownError', 403, 'denied'],
    ['CredentialsProviderError', undefined, 'credentials'],
    ['UnrecognizedClientException', 403, 'credentials'],
    ['ClientException', 400, 'refused'],
    ['RequestLimitExceeded', 503, 'transient'],
  ])('%s with status %s is %s', (name, status, kind) => {
    expect(kindOfFailure(serviceError(name, status))).toBe(kind);
  });
});
