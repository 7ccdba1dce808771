/**
 * `verify`: checks a floor certificate, or all a plan file says of floors, again against the trace and the prices, without a
 * solver. Exit code 3 when it fails.
 */
import { fail, formatProblem, type Problem, type Result, succeed } from '../../models/problem.ts';
import { leftOutOf, type Proof, useOf } from '../../optimize/floor/index.ts';
import { type AllowedLimits, verifyClaim } from '../../optimize/floor-claim.ts';
import { renderUncertified, renderVerified } from '../../report/floor-text.ts';
import { canonicalJson } from '../../report/index.ts';
import type { Assembled } from '../../scenario/assemble.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { invalidInput, usageFailure } from '../failure.ts';
import { readText } from '../files.ts';
import { loadScenario, type ScenarioFlags } from '../load.ts';
import { planBatch } from '../plan-file.ts';
import { type CarriedFloor, type CarriedFloors, carriedFloors, inside } from '../plan-floors.ts';
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
  const text = await readText(context, certificateFile);
  const floors = insideFile(carriedFloors(parsedJson(text, certificateFile)), certificateFile);
  const { assembled } = await loadScenario(context, scenarioFile, {
    ...flags,
    region: flags.region ?? floors.main.certificate.region,
  });
  const verified = verifyFloors(floors, assembled, text, certificateFile);
  if (flags.json === true) {
    context.writeOut(canonicalJson(answerOf(floors, verified)));
    return verified.ok ? EXIT.ok : EXIT.invalidInput;
  }
  const { main, underLimits } = insideFile(verified, certificateFile);
  context.writeOut(renderVerified(floors.main.certificate, main.usd));
  if (floors.underLimits !== undefined && underLimits !== undefined)
    context.writeOut(renderVerified(floors.underLimits.certificate, underLimits.usd));
  if (floors.heldOutUsd !== undefined) context.writeOut(renderUncertified(floors.heldOutUsd));
  return EXIT.ok;
}

interface Proofs {
  readonly main: Proof;
  readonly underLimits?: Proof;
}

function verifyFloors(floors: CarriedFloors, assembled: Assembled, text: string, file: string): Result<Proofs> {
  const { main, underLimits } = floors;
  const verify = ({ certificate, place, prefix }: CarriedFloor) => {
    const verified = verifyClaim(certificate, assembled, allowedLimits(place, floors, assembled));
    return verified.ok ? verified : fail(...inside(prefix, verified.problems));
  };
  const ofMain = verify(main);
  const limited = underLimits === undefined ? undefined : verify(underLimits);
  const problems = [
    ...(ofMain.ok ? [] : ofMain.problems),
    ...(limited === undefined || limited.ok ? [] : limited.problems),
    ...outsideProblems(floors, assembled, text, file),
  ];
  if (!ofMain.ok || problems.length > 0) return fail(...problems);
  return succeed({ main: ofMain.value, ...(limited?.ok === true && { underLimits: limited.value }) });
}

/** The default limits are those of today's configuration as it was simulated: only the plan knows them. */
function allowedLimits(place: CarriedFloor['place'], floors: CarriedFloors, { scenario }: Assembled): AllowedLimits {
  if (place === 'every-plan') return 'none';
  const { subjectTo } = scenario.objective;
  return subjectTo.length > 0 ? subjectTo : (floors.subjectTo ?? 'any');
}

/** A gap to a floor that is not about the recommended configuration says nothing. */
function outsideProblems(
  { main, underLimits }: CarriedFloors,
  { catalog }: Assembled,
  text: string,
  file: string,
): readonly Problem[] {
  const plan = planBatch(text, file);
  if (plan === undefined) return [];
  if (!plan.ok) return plan.problems;
  const use = useOf(plan.value.batch, catalog);
  return [main, ...(underLimits === undefined ? [] : [underLimits])]
    .filter(({ hasGap }) => hasGap)
    .flatMap(({ certificate, prefix }) =>
      inside(prefix, leftOutOf(certificate.scope, use)).map((problem) => ({
        ...problem,
        message: `${problem.message}, which the recommended configuration uses`,
      })),
    );
}

function answerOf(floors: CarriedFloors, verified: Result<Proofs>): object {
  const { region, catalogDate, bound, verifiedUsd, workload, scope } = floors.main.certificate;
  const claim = { schemaVersion: 1, region, catalogDate, bound, verifiedUsd, workload, scope };
  const uncertified = floors.heldOutUsd === undefined ? {} : { uncertified: ['holdout.floorUsd'] };
  if (!verified.ok) return { ...claim, ok: false, problems: verified.problems.map(formatProblem), ...uncertified };
  const { main, underLimits } = verified.value;
  return {
    ...claim,
    ok: true,
    provenUsd: main.usd,
    ...(floors.underLimits !== undefined &&
      underLimits !== undefined && { underLimits: limitedAnswer(floors.underLimits, underLimits) }),
    ...uncertified,
  };
}

function limitedAnswer({ certificate: { bound, verifiedUsd, scope } }: CarriedFloor, { usd }: Proof): object {
  return { bound, verifiedUsd, provenUsd: usd, scope };
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidInput({ path: '', file, message: `is not JSON: ${(error as Error).message}`, hint: NO_CERTIFICATE });
  }
}

function insideFile<Value>(result: Result<Value>, file: string): Value {
  if (result.ok) return result.value;
  throw invalidInput(...result.problems.map((problem) => ({ ...problem, file })));
}
