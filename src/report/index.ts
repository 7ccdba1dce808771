/** The registry of report formats: one renderer a format, found by name. */
import { nearestName } from '../models/nearest-name.ts';
import { fail, type Result, succeed } from '../models/problem.ts';
import type { SimulationResult } from '../study/simulation-result.ts';
import { renderCsv } from './csv.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import { renderText } from './text.ts';

export { renderBill } from './bill-text.ts';
export { renderComparison } from './comparison-text.ts';
export { jobExplanationRecord, scenarioExplanationRecord } from './explanation-json.ts';
export { renderJobExplanation, renderScenarioExplanation } from './explanation-text.ts';
export { canonicalJson } from './json.ts';
export { renderThresholds } from './threshold-text.ts';

export interface ReportFormat {
  readonly name: string;
  readonly description: string;
  readonly render: (result: SimulationResult) => string;
}

/** The first is the default. To add a format: one file, one line here, one golden file. */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  { name: 'text', description: 'for people at a terminal', render: renderText },
  { name: 'json', description: 'for programs: the documented contract', render: renderJson },
  { name: 'markdown', description: 'for pull requests and wikis', render: renderMarkdown },
  { name: 'csv', description: 'the ledger rows, for spreadsheets', render: renderCsv },
];

export function findReportFormat(name: string): Result<ReportFormat> {
  const format = REPORT_FORMATS.find((candidate) => candidate.name === name);
  if (format !== undefined) return succeed(format);
  const names = REPORT_FORMATS.map((candidate) => candidate.name);
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? `formats: ${names.join(', ')}` : `did you mean ${nearest}?`;
  return fail({ path: '', message: `unknown report format "${name}"`, hint });
}
