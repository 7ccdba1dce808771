/** The floors that a file for `verify` carries: a bare certificate's one, or those of a plan file with what it prints of them. */
import '../trace/zod-messages.ts';
import { z } from 'zod/mini';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { type FloorCertificate, type PlanLimits, parseCertificate } from '../optimize/floor/index.ts';
import { isSameLimits } from '../optimize/floor-claim.ts';
import { type PrintedFloor, printedProblems } from '../optimize/printed-floor.ts';

export interface CarriedFloor {
  readonly certificate: FloorCertificate;
  /** Where the certificate stands in the file, with a dot behind; empty for a bare one. */
  readonly prefix: string;
  readonly place: 'bare' | 'every-plan' | 'under-limits';
  /** A gap is told to it, so the recommended configuration must be one it is about. */
  readonly hasGap: boolean;
}

export interface CarriedFloors {
  /** The floor under every plan, or the bare certificate. */
  readonly main: CarriedFloor;
  readonly underLimits?: CarriedFloor;
  /** Of the plan's objective; absent where the file says nothing of it. */
  readonly subjectTo?: readonly string[];
  /** A floor that carries no certificate. */
  readonly heldOutUsd?: number;
}

const amount = z.number();
const optionalAmount = z.optional(amount);
const amountOrNull = z.nullish(amount);
const floorSchema = z.object({
  certificate: z.unknown(),
  usd: optionalAmount,
  bound: z.optional(z.string()),
  tried: z.optional(z.array(z.object({ bound: z.string(), usd: amount }))),
});
const gapSchema = z.object({
  costUsd: amount,
  floorUsd: amount,
  gapUsd: amount,
  packingUsd: amount,
  idleUsd: amount,
  bootUsd: amount,
  reworkUsd: amount,
  restUsd: amount,
});
const underLimitsSchema = z.extend(floorSchema, { limits: z.optional(z.unknown()), gapPercent: amountOrNull });
const costSchema = z.object({ totalUsd: z.object({ mean: amount, hi: optionalAmount }) });
const planSchema = z.object({
  floor: z.extend(floorSchema, { gap: z.optional(gapSchema), underLimits: z.optional(underLimitsSchema) }),
  gapPercent: amountOrNull,
  recommended: z.optional(z.object({ cost: z.optional(costSchema) })),
  objective: z.optional(z.object({ subjectTo: z.array(z.string()) })),
  holdout: z.nullish(z.object({ floorUsd: amountOrNull })),
});

/** Figures that do not agree with the certificate beside them are problems like those of the certificate itself. */
export function carriedFloors(value: unknown): Result<CarriedFloors> {
  if (!carriesFloor(value)) {
    const certificate = parseCertificate(value);
    if (!certificate.ok) return certificate;
    return succeed({ main: { certificate: certificate.value, prefix: '', place: 'bare', hasGap: false } });
  }
  const read = planSchema.safeParse(value);
  if (!read.success) {
    return fail(...read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })));
  }
  const { floor, gapPercent, recommended, objective, holdout } = read.data;
  const { underLimits } = floor;
  const total = recommended?.cost?.totalUsd;
  const costUsd = total?.hi ?? total?.mean;
  const main = carried({ ...floor, gapPercent }, 'every-plan', costUsd);
  const limited = underLimits === undefined ? undefined : carried(underLimits, 'under-limits', costUsd);
  const problems = [
    ...(main.ok ? [] : main.problems),
    ...(limited === undefined
      ? []
      : limited.ok
        ? limitsProblems(underLimits?.limits, limited.value)
        : limited.problems),
  ];
  if (!main.ok || problems.length > 0) return fail(...problems);
  return succeed({
    main: main.value,
    ...(limited?.ok === true && { underLimits: limited.value }),
    ...(objective !== undefined && { subjectTo: objective.subjectTo }),
    ...(typeof holdout?.floorUsd === 'number' && { heldOutUsd: holdout.floorUsd }),
  });
}

function carriesFloor(value: unknown): boolean {
  const carrier = value as { floor?: { certificate?: unknown } | null } | null;
  return typeof carrier === 'object' && typeof carrier?.floor === 'object' && carrier.floor?.certificate !== undefined;
}

function carried(
  printed: PrintedFloor & { readonly certificate?: unknown },
  place: 'every-plan' | 'under-limits',
  costUsd: number | undefined,
): Result<CarriedFloor> {
  const path = place === 'every-plan' ? 'floor.' : 'floor.underLimits.';
  const prefix = `${path}certificate.`;
  const certificate = parseCertificate(printed.certificate);
  if (!certificate.ok) return fail(...inside(prefix, certificate.problems));
  const problems = printedProblems(printed, certificate.value, costUsd).map((problem) => ({
    ...problem,
    // The gap to the floor under every plan stands beside the floor, not in it.
    path: problem.path === 'gapPercent' && place === 'every-plan' ? problem.path : `${path}${problem.path}`,
    hint: PRINTED_HINT,
  }));
  if (problems.length > 0) return fail(...problems);
  return succeed({ certificate: certificate.value, prefix, place, hasGap: typeof printed.gapPercent === 'number' });
}

const PRINTED_HINT = 'the plan was edited by hand: make it again with optimize --out';

/** The limits printed beside the certificate are those it is about. */
function limitsProblems(printed: unknown, { certificate }: CarriedFloor): readonly Problem[] {
  if (printed === undefined) return [];
  const { limits = {} } = certificate.scope;
  if (typeof printed === 'object' && printed !== null && isSameLimits(printed as PlanLimits, limits)) return [];
  return [
    {
      path: 'floor.underLimits.limits',
      message: 'differs from the limits its certificate is about',
      hint: PRINTED_HINT,
    },
  ];
}

export function inside(prefix: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, path: `${prefix}${problem.path}`.replace(/\.$/, '') }));
}
