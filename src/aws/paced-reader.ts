/** A reader that keeps the pace and retries for the reader underneath: any of the ports, at one pace of its own. */
import { Pacer, type PacerOptions } from './pacer.ts';

interface AnyReader {
  read(operation: never, input: never, signal?: AbortSignal): Promise<unknown>;
}

export function pacedReader<Reader extends AnyReader>(reader: Reader, options: PacerOptions): Pick<Reader, 'read'> {
  const pacer = new Pacer(options);
  const read: AnyReader['read'] = (operation, input, signal) =>
    pacer.run(() => reader.read(operation, input, signal), signal);
  return { read } as Pick<Reader, 'read'>;
}
