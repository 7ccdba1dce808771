/**
 * Cuts streamed text into whole JSON values, one after another: one document, one a line (NDJSON), or several printed
 * into one file (`aws batch describe-jobs ... >> jobs.json`).
 */
import { ILLEGIBLE, illegible, UnreadableTrace } from './unreadable-trace.ts';

/** JSON.parse needs a value in one piece; beyond this a browser tab would fall over. */
const LONGEST_VALUE = 192 << 20;
/** DescribeJobs answers in their wrapping are about ten levels deep; endless brackets would exhaust the stack. */
const DEEPEST_NESTING = 100;
const ILLEGIBLE_CODE = ILLEGIBLE.charCodeAt(0);

export interface JsonValue {
  readonly value: unknown;
  /** Line on which it starts, 1-based. */
  readonly line: number;
}

export async function* jsonValues(text: AsyncIterable<string>): AsyncGenerator<JsonValue> {
  const cutter = new JsonCutter();
  for await (const chunk of text) yield* cutter.push(chunk);
  cutter.finish();
}

class JsonCutter {
  #parts: string[] = [];
  #length = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #line = 1;
  #startLine = 1;

  *push(chunk: string): Generator<JsonValue> {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (code === 10) this.#line++;
      else if (code === ILLEGIBLE_CODE) throw illegible(this.#line);
      if (this.#depth === 0) {
        if (code !== 123 && code !== 91) {
          this.#checkBetween(chunk, code, at);
          continue;
        }
        start = at;
        this.#startLine = this.#line;
      }
      if (!this.#endsValue(code)) continue;
      this.#keep(chunk.slice(start, at + 1));
      yield { value: this.#parsed(), line: this.#startLine };
    }
    if (this.#depth > 0) this.#keep(chunk.slice(start));
  }

  finish(): void {
    if (this.#depth === 0) return;
    throw new UnreadableTrace(
      'the JSON that starts here never ends',
      'the file is cut off: export it again',
      this.#startLine,
    );
  }

  /** Follows strings and brackets; true on the bracket that closes the outermost one. */
  #endsValue(code: number): boolean {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (code === 92) this.#isEscaped = true;
      else if (code === 34) this.#isInString = false;
      return false;
    }
    if (code === 34) this.#isInString = true;
    else if (code === 123 || code === 91) this.#deepen();
    else if (code === 125 || code === 93) return --this.#depth === 0;
    return false;
  }

  #deepen(): void {
    if (++this.#depth <= DEEPEST_NESTING) return;
    const message = `the JSON is nested more than ${DEEPEST_NESTING} levels deep`;
    throw new UnreadableTrace(message, 'give DescribeJobs output', this.#line);
  }

  #checkBetween(chunk: string, code: number, at: number): void {
    if (code <= 32 || code === 44) return;
    const shown = chunk.slice(at, at + 20).split('\n', 1)[0];
    throw new UnreadableTrace(`expected { or [ but found "${shown}"`, 'the file must be JSON', this.#line);
  }

  #keep(part: string): void {
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length <= LONGEST_VALUE) return;
    const hint = "split it into one job a line: jq -c '.jobs[]' jobs.json > jobs.ndjson";
    throw new UnreadableTrace('one JSON value is longer than 192 MiB', hint, this.#startLine);
  }

  #parsed(): unknown {
    const text = this.#parts.join('');
    this.#parts = [];
    this.#length = 0;
    try {
      return JSON.parse(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UnreadableTrace(`not valid JSON: ${reason}`, 'export the file again', this.#startLine);
    }
  }
}
