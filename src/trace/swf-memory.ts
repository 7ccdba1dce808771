/** Reads the memory fields of an SWF log: which one, in which unit, and whether that can be true. */
import type { ImportSession } from './import-session.ts';

const USED_MEMORY = 6;
const REQUESTED_MEMORY = 9;
/** The largest EC2 instance has 32 TiB; a job that asks for more shows a wrong unit, not a large job. */
const LARGEST_INSTANCE_MIB = 32 * 1024 * 1024;
/** AWS Batch takes no less than 4 MiB (ResourceRequirement). */
const SMALLEST_REQUEST_MIB = 4;

export interface SwfMemory {
  /** Requested memory of the whole job in MiB, rounded up; undefined when the log does not say. */
  requestMiB(fields: Float64Array, processors: number, line: number): number | undefined;
  /** Memory the job was seen to use in MiB (field 7, always KB a processor). */
  peakMiB(fields: Float64Array, processors: number): number | undefined;
  /** Reports what only the whole file shows. */
  finish(): void;
}

export function swfMemory(session: ImportSession): SwfMemory {
  const { memoryFrom = 'requested', swfMemoryUnit = 'KB', swfMemoryPer = 'processor' } = session.options;
  const position = memoryFrom === 'used' ? USED_MEMORY : REQUESTED_MEMORY;
  const mibPerUnit = swfMemoryUnit === 'KB' ? 1 / 1024 : 1 / (1024 * 1024);
  let known = 0;
  let impossible = 0;
  let firstImpossibleLine = 0;

  return {
    requestMiB: (fields, processors, line) => {
      const value = fields[position];
      if (memoryFrom === 'none' || !(value > 0)) return undefined;
      known++;
      const memoryMiB = value * mibPerUnit * (swfMemoryPer === 'processor' ? processors : 1);
      if (memoryMiB <= LARGEST_INSTANCE_MIB) return Math.max(SMALLEST_REQUEST_MIB, Math.ceil(memoryMiB));
      if (impossible++ === 0) firstImpossibleLine = line;
      return undefined;
    },
    peakMiB: (fields, processors) => {
      const value = fields[USED_MEMORY];
      return value > 0 ? (value / 1024) * processors : undefined;
    },
    finish: () => {
      if (impossible === 0) return;
      const field = `field ${position + 1} (${memoryFrom} memory)`;
      const message = `${impossible} of ${known} jobs would need more than 32 TiB of memory if ${field} is in ${swfMemoryUnit} a ${swfMemoryPer}`;
      if (impossible * 100 > known) {
        session.problem(field, message, remedy(swfMemoryUnit), firstImpossibleLine);
      } else {
        session.note(`${message}; for these the default memory is used`);
      }
    },
  };
}

function remedy(unit: 'KB' | 'bytes'): string {
  const other =
    "memoryFrom 'none' (--memory-from none) uses the default memory, swfMemoryPer 'job' reads it as the whole job's";
  return unit === 'KB' ? `if the log holds bytes set swfMemoryUnit to 'bytes'; ${other}` : other;
}
