/** What an export is: named text files in reading order. Writing them is the caller's job. */
export interface ExportedFile {
  /** Relative, forward slashes, never leaves the folder it is written to. */
  readonly path: string;
  /** UTF-8 text, ends with a newline. */
  readonly content: string;
  /** True for scripts that need the execute bit. */
  readonly executable?: boolean;
}

export type ExportedFiles = readonly ExportedFile[];
