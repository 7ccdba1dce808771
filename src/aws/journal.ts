/**
 * The journal of one plan: what was about to be done and what is known to be done, written before and after every step, so
 * that a crash at any point leaves enough to go on. Lines of JSON, each forced to the disk before the next call goes out.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

export type JournalEvent =
  /** The plan was fresh and is about to be applied. */
  | { readonly event: 'begin' }
  /** The step's write is about to be sent: from here on it may have happened. */
  | { readonly event: 'intend'; readonly step: string }
  | { readonly event: 'done'; readonly step: string; readonly arn?: string }
  | { readonly event: 'end' }
  /** A rollback has begun: the plan cannot be continued any more. */
  | { readonly event: 'rollback' }
  | { readonly event: 'rolled-back' };

export type JournalEntry = JournalEvent & { readonly plan: string; readonly at: string };

export interface Journal {
  readonly entries: readonly JournalEntry[];
  /** Returns once the entry is safe. */
  append(entry: JournalEntry): void;
}

export class MemoryJournal implements Journal {
  readonly entries: JournalEntry[] = [];

  append(entry: JournalEntry): void {
    this.entries.push(entry);
  }
}

/** Appends to a file. A last line cut short by a crash never happened and is taken away on opening. */
export class FileJournal implements Journal {
  readonly entries: JournalEntry[];
  readonly #path: string;

  /** Throws a RangeError when the file is something else than a journal of this plan. */
  constructor(path: string, plan: string) {
    this.#path = path;
    const { text, whole, entries } = readJournal(path, plan);
    this.entries = [...entries];
    if (whole !== text) replaceFile(path, whole);
  }

  append(entry: JournalEntry): void {
    const isNew = !existsSync(this.#path);
    const file = openSync(this.#path, 'a', 0o600);
    try {
      writeSync(file, `${JSON.stringify(entry)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (isNew) syncFolder(dirname(this.#path));
    this.entries.push(entry);
  }
}

/** What a journal says, without touching it: another process may be writing. Throws as FileJournal does. */
export function journalEntries(path: string, plan: string): readonly JournalEntry[] {
  return readJournal(path, plan).entries;
}

/** `whole`: without a last line that was cut short. */
function readJournal(path: string, plan: string) {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const entries = whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseEntry(line, path));
  if (entries.some((entry) => entry.plan !== plan)) throw new RangeError(`${path} is the journal of another plan`);
  return { text, whole, entries };
}

function parseEntry(line: string, path: string): JournalEntry {
  try {
    const entry = JSON.parse(line) as JournalEntry;
    if (typeof entry.event === 'string' && typeof entry.plan === 'string') return entry;
  } catch {
    // Told below.
  }
  throw new RangeError(`${path} is not a journal of batchwright`);
}

function replaceFile(path: string, text: string): void {
  const draft = `${path}.tmp`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, path);
  syncFolder(dirname(path));
}

/** A new name is safe only once its folder is; some file systems know no such thing. */
function syncFolder(folder: string): void {
  try {
    const file = openSync(folder, 'r');
    fsyncSync(file);
    closeSync(file);
  } catch {
    // Nothing more can be done.
  }
}

/**
 * One process at a time: two would send the same step twice. Returns how to let go; undefined when another one holds it. Throws
 * Node's error where the folder takes no files.
 */
export function lockJournal(path: string): (() => void) | undefined {
  const lock = `${path}.lock`;
  for (let attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
    if (isPlaced(lock)) return () => rmSync(lock, { force: true });
    if (isAlive(holderOf(lock))) return undefined;
    removeDeadLock(lock);
  }
  return undefined;
}

/** Whether another process holds it now. */
export function isLocked(path: string): boolean {
  return isAlive(holderOf(`${path}.lock`));
}

/** Others may be after the lock of the same dead process. */
const LOCK_ATTEMPTS = 5;

/** Puts a file with this process in it where none is. By a link, so that nobody ever sees it without its content. */
function isPlaced(file: string): boolean {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, String(process.pid), { mode: 0o600 });
    linkSync(draft, file);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!WITHOUT_LINKS.has(code)) throw error;
    return isWritten(file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** What file systems say that have no links, such as those of memory cards. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

function isWritten(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** One process at a time removes the lock of a dead one: a second one would remove what the first has put in its place. */
function removeDeadLock(lock: string): void {
  const guard = `${lock}.guard`;
  if (!isPlaced(guard)) {
    if (!isAlive(holderOf(guard))) rmSync(guard, { force: true });
    return;
  }
  try {
    const holder = holderOf(lock);
    if (holder !== undefined && !isAlive(holder)) rmSync(lock, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/** The process that a lock names; undefined where there is no lock. */
function holderOf(lock: string): number | undefined {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined || !Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Killed, but nobody has asked how it ended, as in containers whose first process reaps nobody: a signal still finds it. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    // No Linux, or gone by now.
    return false;
  }
}
