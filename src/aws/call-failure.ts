/**
 * Decides what a failed AWS call means: worth another try, a permission that is missing, or a refusal to tell the user.
 * Error names and status codes: AWS SDK for JavaScript v3 error classification; Batch API reference, "Common errors".
 */

/** A failed call with the IAM action it needed; keeps the name and status of the error underneath. */
export class AwsCallFailure extends Error {
  /** For example `batch:DescribeJobQueues`. */
  readonly action: string;
  readonly $metadata: { readonly httpStatusCode?: number };

  constructor(action: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = errorNameOf(cause);
    this.action = action;
    const httpStatusCode = statusOf(cause);
    this.$metadata = httpStatusCode === undefined ? {} : { httpStatusCode };
  }
}

const THROTTLED = new Set([
  'TooManyRequestsException',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'SlowDown',
  'PriorRequestNotComplete',
]);

/** Node's own codes and the SDK's names of a connection that broke or an answer that did not come. */
const BROKEN_CONNECTION = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
  'NetworkingError',
]);

const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'NotAuthorized',
  'AuthorizationError',
]);

const BAD_CREDENTIALS = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'AuthFailure',
  'MissingAuthenticationToken',
  'IncompleteSignature',
  'TokenProviderError',
]);

export type CallFailureKind = 'transient' | 'denied' | 'credentials' | 'unreachable' | 'refused';

/** What kind of failure an error of the SDK (or of an account in memory) is. */
export function kindOfFailure(error: unknown): CallFailureKind {
  const names = namesOf(error);
  const has = (set: ReadonlySet<string>): boolean => names.some((name) => set.has(name));
  if (has(THROTTLED) || has(BROKEN_CONNECTION)) return 'transient';
  if (has(BAD_CREDENTIALS)) return 'credentials';
  if (has(DENIED)) return 'denied';
  if (names.some((name) => name === 'ECONNREFUSED' || name === 'ENOTFOUND' || name === 'EHOSTUNREACH'))
    return 'unreachable';
  const status = statusOf(error);
  if (status === 403) return 'denied';
  return status !== undefined && (status === 429 || status >= 500) ? 'transient' : 'refused';
}

/** Whether the same call may go through when it is made again. */
export function isTransient(error: unknown): boolean {
  return kindOfFailure(error) === 'transient';
}

/** Whether the endpoint has no such operation at all: an older service, or one that only stands in for AWS. */
export function isUnknownOperation(error: unknown): boolean {
  const status = statusOf(error);
  return status === 404 || status === 405 || status === 501 || errorNameOf(error) === 'UnknownOperationException';
}

/** The status of the answer; undefined when none came. */
export function statusOf(error: unknown): number | undefined {
  const metadata = (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata;
  return metadata?.httpStatusCode;
}

/** The service's code, such as `ClientException`; for a broken connection Node's code, such as `ECONNRESET`. */
export function errorNameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Error';
  const code = (error as NodeJS.ErrnoException).code;
  return error.name === 'Error' && typeof code === 'string' ? code : error.name;
}

function namesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const code = (error as NodeJS.ErrnoException).code;
  const own = typeof code === 'string' ? [error.name, code] : [error.name];
  return error.cause instanceof Error ? [...own, ...namesOf(error.cause)] : own;
}
