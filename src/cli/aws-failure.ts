/** Decides what the user is told, and the exit code, when a call to AWS fails; credentials never appear. */
import { AwsCallFailure, type CallFailureKind, kindOfFailure } from '../aws/call-failure.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { Failure, usageFailure } from './failure.ts';

/** Runs what speaks to AWS; its failures become one clear problem with exit code 7, an interruption exit code 130. */
export async function withAwsFailures<Value>(context: CliContext, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (context.interruption.aborted) throw new Failure(EXIT.interrupted, []);
    throw awsFailure(error);
  }
}

/** A Failure where the error came from AWS or from the way there; any other error stays what it is. */
export function awsFailure(error: unknown): unknown {
  const cause = error instanceof AwsCallFailure ? error.cause : error;
  // The SDK has no name of its own for these two.
  if (cause instanceof Error && /^Region (is missing|not accepted)/.test(cause.message)) {
    return usageFailure(
      'no valid AWS Region is given',
      'add --region, or set AWS_REGION or a region in your AWS profile',
    );
  }
  if (!(error instanceof AwsCallFailure)) return error;
  const kind = kindOfFailure(error);
  const message = `${error.action}: ${WHAT[kind]}: ${error.message.trim() || error.name}`;
  return new Failure(EXIT.awsRefused, [{ path: '', message, hint: hintFor(kind, error.action) }]);
}

const WHAT: Readonly<Record<CallFailureKind, string>> = {
  denied: 'AWS denied the access',
  credentials: 'AWS did not take the credentials',
  transient: 'AWS was too busy or failing, also after several tries',
  unreachable: 'the endpoint cannot be reached',
  refused: 'AWS refused the request',
};

function hintFor(kind: CallFailureKind, action: string): string {
  switch (kind) {
    case 'denied':
      return `allow the IAM action ${action}; batchwright discover --iam prints the policy`;
    case 'credentials':
      return 'log in again, or check AWS_PROFILE and the variables of the AWS SDK';
    case 'transient':
      return 'try again later';
    case 'unreachable':
      return 'check the network, the region and AWS_ENDPOINT_URL';
    case 'refused':
      return 'mend what AWS says, then run the command again';
  }
}
