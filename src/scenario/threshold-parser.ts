/**
 * Reads one threshold. Grammar (spaces are free):
 *   threshold   = condition | "P(" condition ")" operator share
 *   condition   = metric operator amount
 *   metric      = name | statistic "(" name ")" | statistic "(" "wait" "," queue ")"
 *   statistic   = mean p50 p95 p99 max
 *   operator    = "<" "<=" ">" ">=" "==" "!="
 *   amount      = $120 | 15m | 1h 30m | 97.5% | 3       by the metric's unit
 * Errors name the column, what was expected there and the metrics there are.
 */
import { nearestName } from '../models/nearest-name.ts';
import { fail, type Result, succeed } from '../models/problem.ts';
import type { Unit } from './format-quantity.ts';
import { DURATION_EXAMPLES, parseDurationSeconds, parseMoneyUsd, parsePercent } from './quantities.ts';
import { METRIC_NAMES, metricNamed, STATISTICS, type Statistic } from './threshold-metrics.ts';

export type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

export interface Condition {
  /** A name of THRESHOLD_METRICS. */
  readonly metric: string;
  /** Over jobs for wait and turnaround (mean when not written); over replications for the others, if written. */
  readonly statistic?: Statistic;
  /** Only of waits: over the jobs of this queue. */
  readonly queue?: string;
  readonly operator: Operator;
  /** Seconds, US dollars, share 0 to 1 or plain, by the metric's unit. */
  readonly limit: number;
}

export interface Threshold {
  readonly text: string;
  readonly condition: Condition;
  /** Set for P(condition): the share of replications in which the condition holds is compared with this. */
  readonly probability?: { readonly operator: Operator; readonly limit: number };
}

/** Stops at the first thing that is not as expected: what follows would be guesswork. */
export function parseThreshold(text: string): Result<Threshold> {
  const reader = new Reader(text);
  try {
    return succeed({ text: text.trim(), ...readThreshold(reader) });
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    const message = `in "${text}", column ${error.column}: ${error.message}`;
    return fail({ path: '', message, ...(error.hint === undefined ? {} : { hint: error.hint }) });
  }
}

function readThreshold(reader: Reader): Omit<Threshold, 'text'> {
  if (reader.take(/P\s*\(/y) === undefined) {
    const condition = readCondition(reader, /.*/y);
    return { condition };
  }
  const start = reader.column;
  const condition = readCondition(reader, /[^)]*/y);
  if (condition.statistic !== undefined && metricNamed(condition.metric)?.over === 'run') {
    throw new Unexpected(
      start,
      `expected ${condition.metric} itself inside P(...)`,
      'each replication has one such number',
    );
  }
  reader.expect(/\)/y, '")" after the condition of P(');
  const operator = readOperator(reader);
  const column = reader.column;
  const limit = readAmount(reader.rest(/.*/y), 'share', column);
  if (limit > 1)
    throw new Unexpected(column, `expected a probability between 0 and 1, got ${limit}`, 'for example 0.99 or 99%');
  return { condition, probability: { operator, limit } };
}

function readCondition(reader: Reader, amount: RegExp): Condition {
  const { metric, statistic, queue } = readMetric(reader);
  const operator = readOperator(reader);
  const column = reader.column;
  const found = metricNamed(metric);
  const limit = readAmount(reader.rest(amount), found?.unit ?? 'count', column);
  const implied = statistic ?? (found?.over === 'jobs' ? 'mean' : undefined);
  return {
    metric,
    operator,
    limit,
    ...(implied !== undefined && { statistic: implied }),
    ...(queue !== undefined && { queue }),
  };
}

const NAME = /[A-Za-z_][A-Za-z0-9_.]*/y;
/** As AWS Batch takes them. */
const QUEUE_NAME = /[A-Za-z0-9][A-Za-z0-9_-]*/y;

function readMetric(reader: Reader): { metric: string; statistic?: Statistic; queue?: string } {
  const column = reader.column;
  const name = reader.expect(NAME, 'a metric', metricsHint());
  if (reader.take(/\(/y) === undefined) return { metric: knownMetric(name, column) };
  const statistic = STATISTICS.find((candidate) => candidate === name);
  if (statistic === undefined) {
    throw new Unexpected(column, `expected one of ${STATISTICS.join(', ')} or P before "(", got "${name}"`);
  }
  const inner = reader.column;
  const metric = knownMetric(reader.expect(NAME, 'a metric', metricsHint()), inner);
  const comma = reader.column;
  if (reader.take(/,/y) === undefined) {
    reader.expect(/\)/y, `")" after ${metric}`);
    return { metric, statistic };
  }
  if (metric !== 'wait')
    throw new Unexpected(comma, `expected ")" after ${metric}`, 'only waits can be those of one queue');
  const queue = reader.expect(QUEUE_NAME, 'the name of a job queue');
  reader.expect(/\)/y, `")" after ${queue}`);
  return { metric, statistic, queue };
}

function knownMetric(name: string, column: number): string {
  if (metricNamed(name) !== undefined) return name;
  const near = nearestName(name, METRIC_NAMES);
  const suggestion = near === undefined ? '' : `did you mean ${near}? `;
  throw new Unexpected(column, `expected a metric, got "${name}"`, `${suggestion}${metricsHint()}`);
}

function metricsHint(): string {
  return `metrics: ${METRIC_NAMES.join(', ')}`;
}

function readOperator(reader: Reader): Operator {
  const text = reader.expect(/<=|>=|==|!=|<|>/y, 'one of < <= > >= == !=');
  return text as Operator;
}

const EXPECTED: Readonly<Record<Unit, string>> = {
  usd: 'an amount of money such as $120',
  seconds: `a duration such as ${DURATION_EXAMPLES}`,
  share: 'a share such as 0.95 or 95%',
  count: 'a plain number',
};

function readAmount(text: string, unit: Unit, column: number): number {
  const trimmed = text.trim();
  const amount = parseAmount(trimmed, unit);
  if (amount !== undefined) return amount;
  const got = trimmed === '' ? 'the end' : `"${trimmed}"`;
  throw new Unexpected(column, `expected ${EXPECTED[unit]}, got ${got}`);
}

function parseAmount(text: string, unit: Unit): number | undefined {
  switch (unit) {
    case 'usd':
      return parseMoneyUsd(text) ?? plainNumber(text);
    case 'seconds':
      // 0 is the same in every unit; any other bare number could be seconds, minutes or hours.
      return parseDurationSeconds(text) ?? (plainNumber(text) === 0 ? 0 : undefined);
    case 'share':
      return parsePercent(text) ?? plainNumber(text);
    case 'count':
      return plainNumber(text);
  }
}

function plainNumber(text: string): number | undefined {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

class Unexpected extends Error {
  readonly column: number;
  readonly hint: string | undefined;
  constructor(column: number, message: string, hint?: string) {
    super(message);
    this.column = column;
    this.hint = hint;
  }
}

/** A cursor over the text that skips spaces before every token. */
class Reader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** 1-based column of the next token. */
  get column(): number {
    this.take(/\s*/y, false);
    return this.#position + 1;
  }

  take(pattern: RegExp, skipSpaces = true): string | undefined {
    if (skipSpaces) this.take(/\s*/y, false);
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#position += match[0].length;
    return match[0];
  }

  rest(pattern: RegExp): string {
    return this.take(pattern) ?? '';
  }

  expect(pattern: RegExp, expected: string, hint?: string): string {
    const column = this.column;
    const token = this.take(pattern);
    if (token !== undefined) return token;
    const next = this.#text.slice(column - 1).trim();
    throw new Unexpected(column, `expected ${expected}, got ${next === '' ? 'the end' : `"${next}"`}`, hint);
  }
}
