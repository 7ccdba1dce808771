/**
 * The in-memory account behind HTTP, in the REST JSON of AWS Batch, so that the real SDK talks to it. Its clock moves when
 * a client says that it waits (`POST /clock/advance`), never by itself.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BatchFailure, clientException } from './failures.ts';
import { isOperation, type MemoryAccount, type Operation } from './memory-account.ts';

export interface Request {
  readonly operation: Operation;
  readonly input: object;
}

/** What happens to a request on its way; `pass` is the account itself. */
export type Middle = (request: Request, pass: () => object) => Promise<object> | object;

/** Thrown by a Middle: the connection breaks without an answer. */
export class BrokenConnection extends Error {}

export interface HttpFront {
  readonly url: string;
  close(): Promise<void>;
}

export async function openHttpFront(account: MemoryAccount, middle: Middle = (_, pass) => pass()): Promise<HttpFront> {
  const server = createServer((request, response) => {
    void answer(account, middle, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(account: MemoryAccount, middle: Middle, request: IncomingMessage, response: ServerResponse) {
  try {
    const body = await bodyOf(request);
    if (request.url === '/clock/advance') {
      account.clock.advance((body as { ms: number }).ms);
      send(response, 200, { nowMs: account.clock.nowMs() });
      return;
    }
    if (request.url === '/clock') {
      send(response, 200, { nowMs: account.clock.nowMs() });
      return;
    }
    const read = requestOf(request, body);
    send(response, 200, await middle(read, () => account.call(read.operation, read.input)));
  } catch (error) {
    if (error instanceof BatchFailure) {
      response.setHeader('x-amzn-errortype', error.name);
      send(response, error.$metadata.httpStatusCode, { message: error.message });
    } else {
      // A broken connection, or a bug here that the test must see as a failed call.
      if (!(error instanceof BrokenConnection)) console.error(error);
      request.socket.destroy();
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as object);
}

/** `/v1/createcomputeenvironment` and, for tags, `/v1/tags/<arn>` with the method as the verb. */
function requestOf(request: IncomingMessage, body: object): Request {
  const url = new URL(request.url ?? '/', 'http://account');
  const [, version, first, ...rest] = url.pathname.split('/');
  if (version !== 'v1') throw clientException(`no such path ${url.pathname}`);
  if (first === 'tags') {
    const resourceArn = decodeURIComponent(rest.join('/'));
    if (request.method === 'GET') return { operation: 'ListTagsForResource', input: { resourceArn } };
    if (request.method === 'DELETE')
      return { operation: 'UntagResource', input: { resourceArn, tagKeys: url.searchParams.getAll('tagKeys') } };
    return { operation: 'TagResource', input: { resourceArn, ...body } };
  }
  const operation = OPERATIONS.find((name) => name.toLowerCase() === first);
  if (operation === undefined || !isOperation(operation)) throw clientException(`no such operation ${first}`);
  return { operation, input: body };
}

const OPERATIONS = [
  'DescribeComputeEnvironments',
  'DescribeJobQueues',
  'ListSchedulingPolicies',
  'DescribeSchedulingPolicies',
  'DescribeJobDefinitions',
  'ListConsumableResources',
  'DescribeConsumableResource',
  'ListJobs',
  'DescribeJobs',
  'CreateComputeEnvironment',
  'UpdateComputeEnvironment',
  'DeleteComputeEnvironment',
  'CreateJobQueue',
  'UpdateJobQueue',
  'DeleteJobQueue',
  'CreateSchedulingPolicy',
  'UpdateSchedulingPolicy',
  'DeleteSchedulingPolicy',
  'RegisterJobDefinition',
  'DeregisterJobDefinition',
] as const satisfies readonly Operation[];

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
