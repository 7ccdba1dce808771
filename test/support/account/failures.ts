/** Errors as the SDK throws them: the service's code as `name`, the status under `$metadata`. */

export class BatchFailure extends Error {
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(name: string, httpStatusCode: number, message: string) {
    super(message);
    this.name = name;
    this.$fault = httpStatusCode < 500 ? 'client' : 'server';
    this.$metadata = { httpStatusCode };
  }
}

export function clientException(message: string): BatchFailure {
  return new BatchFailure('ClientException', 400, message);
}

export function serverException(): BatchFailure {
  return new BatchFailure('ServerException', 500, 'Internal server error');
}

export function tooManyRequests(): BatchFailure {
  return new BatchFailure('TooManyRequestsException', 429, 'Too Many Requests');
}

export function unavailable(): BatchFailure {
  return new BatchFailure('ServiceUnavailableException', 503, 'Service Unavailable');
}

/** The connection broke: nobody knows whether the request arrived. */
export function connectionReset(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}
