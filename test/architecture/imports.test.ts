/** Holds the walls of the house: which folder may import which, and what code below the edges may touch. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = resolve(import.meta.dirname, '../../src');
const DATA = resolve(import.meta.dirname, '../../data');

/** Floors from the ground up; an arrow goes to a lower floor only. */
const FLOORS: readonly (readonly string[])[] = [
  ['models'],
  ['engine', 'trace', 'orchestration'],
  ['study', 'scenario'],
  ['report', 'export', 'aws', 'optimize'],
  ['cli', 'ui'],
];

/** Arrows within one floor, each with its reason. `type` = only `import type`, which is erased. */
const SAME_FLOOR: readonly { from: string; to: string; kind: 'any' | 'type'; why: string }[] = [
  {
    from: 'study',
    to: 'scenario',
    kind: 'any',
    why: 'thresholds and studies judge runs by the metrics the scenario names',
  },
  { from: 'report', to: 'optimize', kind: 'any', why: 'a report renders a recommendation; optimize never renders' },
  { from: 'report', to: 'aws', kind: 'type', why: 'a report renders a change plan; aws never renders' },
  { from: 'export', to: 'optimize', kind: 'type', why: 'an exporter may be handed a recommendation' },
  {
    from: 'aws',
    to: 'export',
    kind: 'any',
    why: 'a change plan misses the same network settings as an export, and says so in the same words',
  },
];

/** Who may import a package from outside; every other folder may import none. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  models: [],
  engine: [],
  orchestration: [],
  trace: ['csv-parse', 'zod'],
  scenario: ['yaml', 'zod'],
  study: ['simple-statistics'],
  optimize: ['highs', 'simple-statistics'],
  report: ['yaml'],
  export: ['yaml'],
};

/** Folders that may touch files, the network, the clock and the DOM. */
const EDGES = new Set(['cli', 'ui', 'aws']);

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly isTypeOnly: boolean;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => name.replaceAll('\\', '/'));

const folderOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '');
const textOf = (file: string): string => readFileSync(join(SOURCE, file), 'utf8');
const floorOf = (folder: string): number => FLOORS.findIndex((floor) => floor.includes(folder));

/** The code without comments and without the text of plain strings, line breaks kept. */
function codeOf(text: string): string {
  const skipped = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g;
  return text.replace(skipped, (match) => match.replace(/[^\n]/g, ' '));
}

function importsOf(file: string): Import[] {
  const statements = /\b(import|export)\s+(type\s+)?(?:[\w*{}\s,]+?\s+from\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;
  const text = textOf(file).replace(/\/\*[\s\S]*?\*\//g, '');
  return [...text.matchAll(statements)].map((match) => ({
    file,
    specifier: match[3] ?? match[4],
    isTypeOnly: match[2] !== undefined,
  }));
}

const imports = files.flatMap(importsOf);

/** Path below src that a relative import points to; undefined for a package. */
function targetOf({ file, specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return relative(SOURCE, resolve(SOURCE, dirname(file), specifier)).replaceAll('\\', '/');
}

const say = ({ file, specifier }: Import): string => `src/${file} imports ${specifier}`;

describe('the arrows of the house', () => {
  it('sees the house at all', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(imports.length).toBeGreaterThan(150);
    expect(files.map(folderOf).filter((folder) => folder !== '' && floorOf(folder) < 0)).toEqual([]);
  });

  it('run down only, or along a floor where a reason is written', () => {
    const wrong = imports.filter((one) => {
      const target = targetOf(one);
      if (target === undefined || target.startsWith('..')) return false;
      const from = folderOf(one.file);
      const to = folderOf(target);
      if (from === to || (from === '' && !FLOORS[4].includes(to))) return false;
      if (floorOf(to) >= 0 && floorOf(to) < floorOf(from)) return false;
      return !SAME_FLOOR.some(
        (arrow) => arrow.from === from && arrow.to === to && (arrow.kind === 'any' || one.isTypeOnly),
      );
    });
    expect(wrong.map(say)).toEqual([]);
  });

  it('never join the command line and the page, nor the page and the account', () => {
    const forbidden = new Set(['cli->ui', 'ui->cli', 'ui->aws']);
    const wrong = imports.filter((one) => forbidden.has(`${folderOf(one.file)}->${folderOf(targetOf(one) ?? '')}`));
    expect(wrong.map(say)).toEqual([]);
  });

  it.each(['engine', 'orchestration'])('lead from %s to the models and nowhere else', (folder) => {
    const targets = imports
      .filter(({ file }) => folderOf(file) === folder)
      .map((one) => targetOf(one) ?? one.specifier);
    expect(new Set(targets.map((target) => folderOf(target) || target))).toEqual(new Set([folder, 'models']));
  });

  it('leave src only for the embedded data', () => {
    const wrong = imports.filter((one) => {
      const target = targetOf(one);
      if (target === undefined || !target.startsWith('..')) return false;
      return !resolve(SOURCE, target).startsWith(DATA) && !EDGES.has(folderOf(one.file));
    });
    expect(wrong.map(say)).toEqual([]);
  });
});

describe('packages from outside', () => {
  it('include the AWS SDK in src/aws only', () => {
    const wrong = imports.filter(
      ({ file, specifier }) => /^@(aws-sdk|smithy)\//.test(specifier) && folderOf(file) !== 'aws',
    );
    expect(wrong.map(say)).toEqual([]);
  });

  it('never include Node below the edges', () => {
    const wrong = imports.filter(({ file, specifier }) => specifier.startsWith('node:') && !EDGES.has(folderOf(file)));
    expect(wrong.map(say)).toEqual([]);
  });

  it('are the ones each folder is known to need', () => {
    const wrong = imports.filter((one) => {
      const allowed = PACKAGES[folderOf(one.file)];
      if (allowed === undefined || targetOf(one) !== undefined || one.specifier.startsWith('node:')) return false;
      return !allowed.some((name) => one.specifier === name || one.specifier.startsWith(`${name}/`));
    });
    expect(wrong.map(say)).toEqual([]);
  });
});

/** Where a forbidden use stands, one line each: `src/file:line  text`. A name the file declares itself is not the global. */
function usesOf(folders: (folder: string) => boolean, pattern: RegExp): string[] {
  return files
    .filter((file) => folders(folderOf(file)))
    .flatMap((file) => {
      const code = codeOf(textOf(file));
      return code.split('\n').flatMap((line, index) => {
        const found = pattern.exec(line);
        if (found === null) return [];
        const name = /\w+/.exec(found[0])?.[0];
        const isOwn =
          name !== undefined &&
          new RegExp(`\\b(?:const|let|function)\\s+${name}\\b|[(,]\\s*${name}\\s*[:,)]`).test(code);
        return isOwn ? [] : [`src/${file}:${index + 1}  ${line.trim()}`];
      });
    });
}

describe('code below cli, ui and aws', () => {
  const isBelow = (folder: string): boolean => !EDGES.has(folder);

  it('reads neither the process nor the console', () => {
    expect(usesOf(isBelow, /\b(process|console)\s*[.[]/)).toEqual([]);
  });

  it('has no clock and no luck of its own', () => {
    const clocks = /\bDate\.now\b|\bnew Date(?:\(\s*\)|;)|\bperformance\s*\.|\bset(?:Timeout|Interval|Immediate)\s*\(/;
    expect(usesOf(isBelow, clocks)).toEqual([]);
    expect(usesOf(isBelow, /\bMath\.random\b|\bcrypto\s*\./)).toEqual([]);
  });

  it('knows neither the network nor the page', () => {
    expect(usesOf(isBelow, /\b(?:fetch\s*\(|XMLHttpRequest|WebSocket)/)).toEqual([]);
    expect(usesOf(isBelow, /\b(?:document|window|navigator|localStorage)\s*\./)).toEqual([]);
  });
});

describe('code that computes results', () => {
  const COMPUTING = new Set(['models', 'engine', 'orchestration', 'study', 'optimize']);
  const computes = (folder: string): boolean => COMPUTING.has(folder);

  it('uses no function that ECMAScript only approximates (models/elementary.ts has exact ones)', () => {
    const approximated = /\bMath\.(?:a?(?:sin|cos|tan)h?|atan2|exp|expm1|log|log1p|log2|log10|pow|cbrt|hypot)\b/;
    expect(usesOf(computes, approximated)).toEqual([]);
  });

  it('raises only to powers that are exact', () => {
    /** Uses of ** that are fine, by file and text. */
    const exact: readonly { use: string; why: string }[] = [
      { use: 'src/engine/event-queue.ts 2 ** 48', why: 'a constant power of two' },
      { use: 'src/models/spot/spells.ts law.shortMeanMs ** 2', why: 'a moment for tests and docs; draws nothing' },
      { use: 'src/models/spot/spells.ts law.longMeanMs ** 2', why: 'as above' },
      { use: 'src/engine/duration-histogram.ts 2 ** octave', why: 'a whole power of two is exact in every engine' },
      { use: 'src/optimize/spending.ts 2 ** index', why: 'as above' },
    ];
    const uses = usesOf(computes, /\*\*/).flatMap((found) => {
      const [place, line] = found.split(/:\d+ {2}/);
      return [...line.matchAll(/[\w.)]+ \*\* [\w.(]+/g)].map(([use]) => `${place} ${use}`);
    });
    expect(uses.filter((use) => !exact.some((entry) => entry.use === use))).toEqual([]);
  });
});

describe('writing to an account', () => {
  const WRITES = '(?:Create|Update|Delete|Register|Deregister|Tag|Untag|Submit|Terminate|Cancel|Put|Run|Modify)';

  it('is what apply.ts alone asks for', () => {
    const askers = files.filter((file) => /\bwriter\s*\.\s*write\s*\(/.test(codeOf(textOf(file))));
    expect(askers).toEqual(['aws/apply.ts']);
  });

  it('needs a writer, which only apply.ts can get', () => {
    const importers = imports.filter((one) => targetOf(one) === 'aws/sdk-batch-writer.ts').map(({ file }) => file);
    expect([...new Set(importers)]).toEqual(['aws/apply.ts']);
  });

  it('uses SDK commands that stand in one file', () => {
    const command = new RegExp(`\\bnew\\s+${WRITES}\\w*Command\\b`);
    const users = files.filter((file) => command.test(codeOf(textOf(file))));
    expect(users).toEqual(['aws/sdk-batch-writer.ts']);
  });
});
