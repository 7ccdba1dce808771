/** An answer of AWS becomes a problem to tell; an error of this program goes on as one. */
import type { Problem } from '../../models/problem.ts';
import { AwsCallFailure, type CallFailureKind, errorNameOf, kindOfFailure } from '../call-failure.ts';
import { Stopped } from './outcome.ts';

const GO_ON = 'mend the cause and apply again to go on, or go back: batchwright rollback';

export function problemOf(error: unknown): Problem {
  if (error instanceof Stopped) return error.problem;
  if (isOfTheDisk(error)) {
    const message = `the journal cannot be written: ${error.message}`;
    return { path: '', message, hint: 'make room for it and apply again to go on' };
  }
  const isFromAws =
    error instanceof AwsCallFailure || (error instanceof Error && ('$metadata' in error || 'code' in error));
  if (!isFromAws) throw error;
  const needs = error instanceof AwsCallFailure ? ` ${error.action}` : '';
  const message = `AWS answered${needs === '' ? '' : ` to${needs}`} with ${errorNameOf(error)}: ${error.message}`;
  return { path: '', message, hint: HINTS[kindOfFailure(error)] ?? GO_ON };
}

const HINTS: Partial<Readonly<Record<CallFailureKind, string>>> = {
  denied:
    'docs/account.md lists the permissions apply needs; with them apply again to go on, or go back: batchwright rollback',
  credentials: 'log in again and apply again to go on, or go back: batchwright rollback',
};

/** Node names the system call; those of sockets are the SDK's. */
function isOfTheDisk(error: unknown): error is NodeJS.ErrnoException {
  const call = error instanceof Error ? (error as NodeJS.ErrnoException).syscall : undefined;
  return (
    call === 'open' ||
    call === 'fsync' ||
    (call === 'write' && !(error instanceof AwsCallFailure) && errorNameOf(error) !== 'EPIPE')
  );
}
