/** A BatchReader that keeps the pace and retries for the reader underneath. */
import type { BatchReader } from './batch-api.ts';
import { Pacer, type PacerOptions } from './pacer.ts';

export function pacedReader(reader: BatchReader, options: PacerOptions): BatchReader {
  const pacer = new Pacer(options);
  return {
    read: (operation, input, signal) => pacer.run(() => reader.read(operation, input, signal), signal),
  };
}
