/** A process that dies: from one call on nothing is sent any more and nothing comes back. */
import type { BatchReader, BatchWriter } from '../../../src/aws/batch-api.ts';
import type { MemoryAccount } from './memory-account.ts';

export class Crash extends Error {}

/** Dies before or after the call of this number (from 0), reads and writes counted together. */
export function crashing(
  account: MemoryAccount,
  at: number,
  moment: 'before' | 'after',
): { readonly reader: BatchReader; readonly writer: BatchWriter; readonly died: () => boolean } {
  let calls = 0;
  let isDead = false;
  const sent = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    const number = calls++;
    if (isDead) throw new Crash();
    if (number === at && moment === 'before') {
      isDead = true;
      throw new Crash();
    }
    try {
      return await call();
    } finally {
      if (number === at) {
        isDead = true;
        // biome-ignore lint/correctness/noUnsafeFinally: the answer never arrives
        throw new Crash();
      }
    }
  };
  return {
    reader: { read: (operation, input) => sent(() => account.read(operation, input)) },
    writer: { write: (operation, input) => sent(() => account.write(operation, input)) },
    died: () => isDead,
  };
}
