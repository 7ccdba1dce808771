/** Decides the format of a trace by its name and its first characters; the content goes first, since names lie or are missing. */
import { awsBatchImporter } from './awsbatch.ts';
import { csvImporter } from './csv.ts';
import type { Importer, TraceFormat } from './importer.ts';
import { nextflowImporter } from './nextflow.ts';
import { slurmImporter } from './slurm.ts';
import { swfImporter } from './swf.ts';
import { wfFormatImporter } from './wfformat.ts';

/** Every importer, the most particular content first. */
export const IMPORTERS: readonly Importer[] = [
  nextflowImporter,
  slurmImporter,
  swfImporter,
  wfFormatImporter,
  awsBatchImporter,
  csvImporter,
];

export const TRACE_FORMATS: readonly TraceFormat[] = [...IMPORTERS.map((importer) => importer.format), 'bww'];

/** Undefined for workload files, which are no text. */
export function importerOf(format: TraceFormat): Importer | undefined {
  return IMPORTERS.find((importer) => importer.format === format);
}

/** The importer for a file, or undefined when neither its content nor its name says. */
export function detectedImporter(fileName: string | undefined, head: string): Importer | undefined {
  const byContent = IMPORTERS.find((importer) => importer.matchesContent(head));
  if (byContent !== undefined || fileName === undefined) return byContent;
  const name = fileName.toLowerCase().replace(/\.gz$/, '');
  return IMPORTERS.find((importer) => importer.matchesName(name));
}
