/**
 * How text gets to standard output: by plain writes to its file descriptor, because Node takes milliseconds to make a stream of a
 * pipe or a terminal. Where a pipe does not wait for its reader, the rest goes through that stream after all.
 */
import { writeSync } from 'node:fs';

/** Its file descriptor. */
const STANDARD_OUTPUT = 1;

/** `onError` is told what the file, pipe or terminal answered. */
export function outputWriter(
  openStream: () => NodeJS.WritableStream,
  onError: (error: NodeJS.ErrnoException) => void,
): (text: string) => void {
  // A console of Windows takes UTF-8 from streams only.
  let isDirect = process.platform !== 'win32';
  return (text) => {
    if (!isDirect) {
      openStream().write(text);
      return;
    }
    const bytes = Buffer.from(text);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(STANDARD_OUTPUT, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
        onError(error as NodeJS.ErrnoException);
        return;
      }
      isDirect = false;
      openStream().write(bytes.subarray(written));
    }
  };
}
