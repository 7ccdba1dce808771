/** Wrong words on the command line: exit code 2, what was not understood, and the nearest word that would be. */
import { describe, expect, it } from 'vitest';
import { runHere } from '../support/cli.ts';

const QUICKSTART = 'scenarios/quickstart.yaml';

describe('wrong usage', () => {
  it.each<[string, string[], string]>([
    ['an unknown verb', ['simualte', QUICKSTART], '(Did you mean simulate?)'],
    ['an unknown verb of catalog', ['catalog', 'shw'], '(Did you mean show?)'],
    ['an unknown flag', ['simulate', QUICKSTART, '--sed', '4'], '(Did you mean --seed?)'],
    ['one file too many', ['simulate', QUICKSTART, 'other.yaml'], 'too many arguments'],
    ['no file at all', ['simulate'], 'nothing to run: give a scenario file or --trace FILE'],
    [
      'a seed that is no number',
      ['simulate', QUICKSTART, '--seed', 'x'],
      'expected a whole number from 0 to 4294967295',
    ],
    ['a cap in hexadecimal', ['apply', 'change.json', '--max-usd-per-hour', '0x10'], 'expected a number above 0'],
    ['a growth in binary', ['simulate', QUICKSTART, '--growth', '0b11'], 'expected a number above 0'],
    ['no replications', ['simulate', QUICKSTART, '--replications', '0'], 'expected a whole number from 1 to 100000'],
    ['an unknown report format', ['simulate', QUICKSTART, '--format', 'pdf'], 'formats: text, json, markdown, csv'],
    [
      'an unknown trace format',
      ['import', 'x.csv', '--trace-format', 'lsf'],
      'Allowed choices are nextflow, slurm, swf',
    ],
    ['an unknown export format', ['export', QUICKSTART, '--to', 'pulumi'], 'unknown export format "pulumi" - known: '],
    ['flags about a trace that is not there', ['simulate', QUICKSTART, '--memory-from', 'used'], 'add --trace FILE'],
    ['two inputs on one standard input', ['simulate', '-', '--trace', '-'], 'cannot both come from standard input'],
    ['two scenarios on one standard input', ['compare', '-', '-'], 'cannot both come from standard input'],
    ['two outputs in one file', ['discover', '--out', 'a.yaml', '--jobs-out', './a.yaml'], 'name the same file'],
    ['rows and report on one output', ['simulate', QUICKSTART, '--jobs', '-'], 'cannot both go to standard output'],
    [
      'jobs and a document on one output',
      ['import', 'x.csv', '--to', '-', '--json'],
      'cannot both go to standard output',
    ],
    ['a filter on nothing known', ['catalog', 'show', '--filter', 'famly=c6i'], 'did you mean family?'],
    [
      'help on an unknown verb',
      ['guess', '--help'],
      "unknown command 'guess'\n(batchwright --help lists the commands)",
    ],
    ['help of an unknown verb', ['help', 'guess'], "unknown command 'guess'"],
    ['help on an unknown part of a verb', ['catalog', 'guess', '--help'], "unknown command 'guess'"],
    ['help of an unknown part of a verb', ['help', 'catalog', 'guess'], "unknown command 'guess'"],
    ['the same the other way round', ['catalog', 'help', 'guess'], "unknown command 'guess'"],
    ['an empty name of a scenario', ['simulate', ''], 'scenario is an empty name - a shell variable that is not set?'],
    ['an empty name of an output', ['export', QUICKSTART, '--out', ''], '--out is an empty name'],
    ['an empty role', ['export', QUICKSTART, '--instance-role', ''], '--instance-role is an empty name'],
    ['no subnets', ['export', QUICKSTART, '--subnets', ','], 'expected names with commas between'],
    ['a cache in a file', ['catalog', 'refresh', '--region', 'us-east-1', '--cache', 'LICENSE'], 'is not a directory'],
    ['a plan printed twice', ['optimize', QUICKSTART, '--out', '-'], 'to print it: --json without --out'],
    // A search takes minutes: before it, not after it.
    ['a plan in place of a folder', ['optimize', QUICKSTART, '--out', 'src'], 'cannot write src: it is a directory'],
    [
      'a plan below a file',
      ['optimize', QUICKSTART, '--out', 'LICENSE/p.json'],
      'a part of the path is not a directory',
    ],
    ['jobs below a file', ['import', QUICKSTART, '--to', 'LICENSE/j.csv'], 'a part of the path is not a directory'],
    ['a certificate without its jobs', ['verify', 'plan.json'], 'batchwright verify plan.json SCENARIO'],
    ['events that would count twice', ['import', 'a.json', '--spot-events', 'a.json'], 'a.json is there twice'],
    [
      'a threshold without a number',
      ['check', QUICKSTART, '--threshold', 'cost < much'],
      '--threshold: in "cost < much", column 8: expected an amount of money such as $120, got "much"',
    ],
    [
      'a threshold on nothing known',
      ['simulate', QUICKSTART, '--threshold', 'cots < $3'],
      'column 1: expected a metric, got "cots" - did you mean cost?',
    ],
    [
      'a threshold where nothing is judged',
      ['explain', QUICKSTART, '--threshold', 'cost < $3'],
      '--threshold would change nothing here: explain judges nothing, and its one run has no interval',
    ],
    [
      'many replications where one run is told',
      ['explain', QUICKSTART, '--replications', '30'],
      '--replications would change nothing here: explain follows the jobs of one run, the first replication of the seed - give another --seed for other luck; simulate has the waits over many runs',
    ],
    [
      'threads for one run',
      ['explain', QUICKSTART, '--job', 'x', '--workers', '4'],
      '--workers would change nothing here: explain makes one run after the other - leave it out',
    ],
  ])('%s ends with 2 and a way out', async (_, arguments_, message) => {
    const { exitCode, out, error } = await runHere(arguments_, { stdin: '' });
    expect(error).toContain(message);
    expect([exitCode, out]).toEqual([2, '']);
  });

  it('of a catalogue filter prints nothing on standard output', async () => {
    const { exitCode, out } = await runHere(['catalog', 'show', '--filter', 'vcpus>=many']);
    expect([exitCode, out]).toEqual([2, '']);
  });
});
