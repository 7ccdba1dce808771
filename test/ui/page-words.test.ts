import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inPageWords } from '../../src/ui/page-words.ts';

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));
/** Whose sentences reach the page. */
const FOLDERS = ['engine', 'models', 'optimize', 'report', 'scenario', 'study', 'trace'];
/** Those of the command line alone: its verbs `sweep`, `explain`, `catalog`, `plan`, `verify`, `import --spot-events`, and the JSON Schema. */
const NOT_ON_THE_PAGE =
  /scenario\/(vary|variation|whole-range|spot-schema)\.ts|report\/(explanation-text|catalog-.*|change-plan-text|printed-plan)\.ts|floor\/(parse-)?certificate\.ts|spot\/calibration\.ts/;
/** A command in full says where it belongs; sacct has flags of its own. */
const IN_FULL = /(?:batchwright|sacct)(?: [\w.]+)* --[a-z]|\(dependencies, --begin\)/g;

describe('what the page says instead of flags', () => {
  it('leaves no sentence that both doors tell with a flag of the command line in it', () => {
    const files = FOLDERS.flatMap((folder) =>
      readdirSync(join(SOURCES, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
    ).filter((file) => file.endsWith('.ts') && !NOT_ON_THE_PAGE.test(file));
    const lines = files.flatMap((file) => readFileSync(join(SOURCES, file), 'utf8').split('\n'));
    const told = lines.filter((line) => /['"`].*--[a-z]/.test(line) && !/^\s*(\/?\*|\/\/)/.test(line));
    expect(told.length).toBeGreaterThanOrEqual(7);
    const worded = told.map((line) =>
      inPageWords(line.replaceAll('\\`', '`').replace(/\$\{formatPlural.*?\}/, '2 more kinds')),
    );
    expect(worded.filter((line) => /--[a-z]/.test(line.replaceAll(IN_FULL, '')))).toEqual([]);
  });

  it('says it in the page’s words', () => {
    expect(inPageWords('nothing safely cheaper; a larger --budget may find better')).toBe(
      'nothing safely cheaper; the command line may find better when it may simulate more: `batchwright optimize FILE.yaml --budget N`',
    );
    expect(inPageWords('2 more kinds of job: see --json.')).toBe('2 more kinds of job: they stand in the plan JSON.');
    expect(inPageWords('raise maxvCpus to 8 or more (explain says what else)')).toBe(
      'raise maxvCpus to 8 or more (`batchwright explain FILE.yaml` says what else)',
    );
    expect(inPageWords('as it is')).toBe('as it is');
  });
});
