/** What each kind of cost is called in front of people. */
import type { CommitmentKind, LedgerKind } from '../engine/outcome.ts';

export const LEDGER_LABELS: Readonly<Record<LedgerKind | CommitmentKind, string>> = {
  busy: 'jobs running',
  idle: 'idle instances',
  boot: 'instances starting',
  wasted: 'work lost to interruptions',
  ebs: 'EBS root volumes',
  publicIpv4: 'public IPv4 addresses',
  commitment: 'commitments, used or not',
  covered: 'usage they cover, credited',
};
