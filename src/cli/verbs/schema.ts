/** `schema`: the JSON Schema of the scenario file, for editors and other tools. */
import { readFileSync } from 'node:fs';
import { packageFile } from '../catalog-files.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

export function schemaVerb(context: CliContext): ExitCode {
  context.writeOut(readFileSync(packageFile('data/schema/scenario.schema.json'), 'utf8'));
  return EXIT.ok;
}
