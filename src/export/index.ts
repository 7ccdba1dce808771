/** The export formats, in the order `--help` lists them. */
import { awsCliExporter } from './aws-cli.ts';
import { cdkExporter } from './cdk.ts';
import { cloudFormationExporter } from './cloudformation.ts';
import type { Exporter } from './exporter.ts';
import { nextflowExporter } from './nextflow.ts';
import { terraformExporter } from './terraform.ts';

export const EXPORTERS: readonly Exporter[] = [
  awsCliExporter,
  cloudFormationExporter,
  cdkExporter,
  terraformExporter,
  nextflowExporter,
];

/** The exporter of that name, or undefined. */
export function exporterNamed(format: string): Exporter | undefined {
  return EXPORTERS.find((exporter) => exporter.format === format);
}

export type { Exporter, ExportOptions, NetworkSettings } from './exporter.ts';
export type { ExportedFile, ExportedFiles } from './files.ts';
