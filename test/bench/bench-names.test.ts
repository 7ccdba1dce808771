import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

describe('the bench', () => {
  it('refuses a case it does not know and names those it does: an empty table would look like a measurement', () => {
    const argv = ['--import', 'tsx', 'test/bench/bench.ts', '--only', 'fair-shares', '--only', 'cli'];
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(stderr).toContain('nothing is called "fair-shares"; --only takes mmc,');
    expect(stderr).toContain('fair-share, floor, traces, cli');
    expect(status).toBe(2);
  }, 60_000);
});
