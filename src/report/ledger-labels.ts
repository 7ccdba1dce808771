/** What each kind of cost is called in front of people. */
import type { LedgerKind } from '../engine/outcome.ts';

export const LEDGER_LABELS: Readonly<Record<LedgerKind, string>> = {
  busy: 'jobs running',
  idle: 'idle instances',
  boot: 'instances starting',
  wasted: 'work lost to interruptions',
  ebs: 'EBS root volumes',
  publicIpv4: 'public IPv4 addresses',
};
