/** The characters of a piece of text as bytes, which can be looked at several times faster than the characters of a string. */
import type { TextPiece } from './lines.ts';

/** Stands for every character beyond ASCII: neither blank nor printable, so that nobody takes it for one it is not. */
const BEYOND_ASCII = 127;

export class PieceCodes {
  readonly #encoder = new TextEncoder();
  #text = '';
  #codes = new Uint8Array(1 << 17);

  get text(): string {
    return this.#text;
  }

  get length(): number {
    return this.#text.length;
  }

  /** Position n is that of character n; what lies beyond `length` is of earlier pieces. */
  get codes(): Uint8Array {
    return this.#codes;
  }

  moveTo({ text }: TextPiece): void {
    this.#text = text;
    if (text.length > this.#codes.length) this.#codes = new Uint8Array(text.length * 2);
    const { read, written } = this.#encoder.encodeInto(text, this.#codes);
    if (read === text.length && written === text.length) return;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      this.#codes[at] = code < 128 ? code : BEYOND_ASCII;
    }
  }
}
