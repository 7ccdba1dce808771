/** Decides whether a certificate holds for a workload, a catalogue and assumptions; needs no solver. */
import { fail, type Problem, type Result, succeed } from '../../models/problem.ts';
import { certificateAssumptions, type FloorCertificate } from './certificate.ts';
import { proveCertificate } from './certificate-proof.ts';
import { type WorkloadDigest, workloadDigest } from './digest.ts';
import { type FloorInput, type Proof, prepareGround } from './ground.ts';

/** What is verified against; the scope is the certificate's own. */
export type VerifyInput = Omit<FloorInput, 'scope'>;

/**
 * The value that was proved again, USD, at least what the certificate claims; or every reason why it does not hold. O(jobs +
 * job shapes x options).
 */
export function verifyCertificate(certificate: FloorCertificate, input: VerifyInput): Result<Proof> {
  const against: FloorInput = { ...input, scope: certificate.scope };
  const problems = groundProblems(certificate, against);
  const proved = proveCertificate(certificate, prepareGround(against));
  if (!proved.ok) problems.push(...proved.problems);
  if (!proved.ok || problems.length > 0) return fail(...problems);
  const proof = proved.value;
  if (certificate.verifiedUsd > proof.usd) {
    return fail({
      path: 'verifiedUsd',
      message: `claims ${certificate.verifiedUsd} USD, but its content proves only ${proof.usd}`,
    });
  }
  if (certificate.uncountedJobs !== proof.uncountedJobs) {
    return fail({
      path: 'uncountedJobs',
      message: `says ${certificate.uncountedJobs} jobs are not counted; there are ${proof.uncountedJobs}`,
    });
  }
  return succeed(proof);
}

/** Whether it is about these jobs, these prices and these assumptions at all. */
function groundProblems(certificate: FloorCertificate, input: FloorInput): Problem[] {
  const { catalog, workload } = input;
  const expected = certificateAssumptions(input);
  const digest = workloadDigest(workload);
  return [
    ...differences(
      '',
      { region: certificate.region, catalogDate: certificate.catalogDate },
      {
        region: catalog.region,
        catalogDate: catalog.date,
      },
    ),
    ...differences('assumptions.', certificate.assumptions, expected),
    ...differences<WorkloadDigest>('workload.', certificate.workload, digest),
  ];
}

function differences<Fields extends object>(prefix: string, claimed: Fields, actual: Fields): Problem[] {
  return (Object.keys(actual) as (keyof Fields & string)[])
    .filter((name) => claimed[name] !== actual[name])
    .map((name) => ({
      path: `${prefix}${name}`,
      message: `the certificate says ${String(claimed[name])}, but it is ${String(actual[name])} here`,
      hint: 'a certificate holds for one workload, one catalogue and one set of assumptions',
    }));
}
