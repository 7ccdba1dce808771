/** `verify`: checks a floor certificate again against the trace and the prices, without a solver. Exit code 3 when it fails. */
import { formatProblem, type Result } from '../../models/problem.ts';
import { floorInputOf, parseCertificate, verifyCertificate } from '../../optimize/floor/index.ts';
import { renderVerified } from '../../report/floor-text.ts';
import { canonicalJson } from '../../report/index.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { invalidInput, usageFailure } from '../failure.ts';
import { readText } from '../files.ts';
import { loadScenario, type ScenarioFlags } from '../load.ts';
import type { OutputFlags } from './flags.ts';

const NO_CERTIFICATE = 'optimize --json and optimize --out carry one';

export async function verifyVerb(
  context: CliContext,
  certificateFile: string,
  scenarioFile: string | undefined,
  flags: ScenarioFlags & OutputFlags,
): Promise<ExitCode> {
  if (scenarioFile === undefined && flags.trace === undefined)
    throw usageFailure(
      'a certificate is checked against its jobs: give their scenario, or --trace FILE',
      `for example: batchwright verify ${certificateFile} SCENARIO; of an applied change plan: --account or --jobs FILE`,
    );
  const certificate = insideFile(parseCertificate(await readJson(context, certificateFile)), certificateFile);
  const { assembled } = await loadScenario(context, scenarioFile, {
    ...flags,
    region: flags.region ?? certificate.region,
  });
  const verified = verifyCertificate(certificate, floorInputOf(assembled, certificate.scope));
  if (flags.json === true) {
    const { region, catalogDate, bound, verifiedUsd, workload } = certificate;
    const claim = { region, catalogDate, bound, verifiedUsd, workload };
    const answer = verified.ok
      ? { ok: true, provenUsd: verified.value.usd }
      : { ok: false, problems: verified.problems.map(formatProblem) };
    context.writeOut(canonicalJson({ schemaVersion: 1, ...claim, ...answer }));
    return verified.ok ? EXIT.ok : EXIT.invalidInput;
  }
  context.writeOut(renderVerified(certificate, insideFile(verified, certificateFile).usd));
  return EXIT.ok;
}

/** The certificate itself, or the plan file or `optimize --json` document that carries one. */
async function readJson(context: CliContext, file: string): Promise<unknown> {
  const text = await readText(context, file);
  try {
    const value: unknown = JSON.parse(text);
    return carriedCertificate(value) ?? value;
  } catch (error) {
    throw invalidInput({ path: '', file, message: `is not JSON: ${(error as Error).message}`, hint: NO_CERTIFICATE });
  }
}

function carriedCertificate(value: unknown): unknown {
  const carrier = value as { floor?: { certificate?: unknown } } | null;
  return typeof carrier === 'object' ? carrier?.floor?.certificate : undefined;
}

function insideFile<Value>(result: Result<Value>, file: string): Value {
  if (result.ok) return result.value;
  throw invalidInput(...result.problems.map((problem) => ({ ...problem, file })));
}
