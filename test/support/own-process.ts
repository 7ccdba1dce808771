/**
 * Which test files run in a process of their own. The others share the processes of the workers, where everything they import is
 * loaded and compiled once: half a second saved for each. They can, because what they import keeps no state (ARCHITECTURE.md).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What changes the process, or depends on how new it is: stubs, globals, other processes, the command line and the page. */
const TOUCHES_PROCESS =
  /\bvi\.(?!setConfig\b)|\bglobalThis\b|\bprocess\.|child_process|worker_threads|playwright|'vite'|\/src\/(cli|ui)\/|support\/(cli|aws-environment)\b/;

export function needsOwnProcess(source: string): boolean {
  return TOUCHES_PROCESS.test(source);
}

/** Test files below the folder of the tests, as paths from the root. */
export function filesWithOwnProcess(root: string): readonly string[] {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((path) => needsOwnProcess(readFileSync(join(root, path), 'utf8')));
}
