/**
 * A small server in front of AWS: it answers the Price List and the figures EC2 gives about types and Spot from our own
 * fixtures, and hands every other request on to the server behind it, where there is one.
 */
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { product, SPOT, TYPES } from './figures.ts';

export interface PriceServer {
  readonly url: string;
  /** Actions answered here, in order: `GetProducts`, `DescribeSpotPriceHistory`... */
  readonly answered: readonly string[];
  close(): Promise<void>;
}

export interface PriceServerOptions {
  /** Where other requests go; they fail with 404 without one. */
  readonly upstream?: string;
  /** Actions that are denied. */
  readonly denied?: readonly string[];
  readonly region?: string;
}

const PAGE = 2;
/** What the server behind answers with real figures. */
const UPSTREAM_KNOWS: ReadonlySet<string> = new Set(['DescribeInstanceTypes', 'DescribeInstanceTypeOfferings']);

export async function openPriceServer(options: PriceServerOptions = {}): Promise<PriceServer> {
  const answered: string[] = [];
  const server = createServer((request, response) => {
    void answer(request, response, options, answered);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    answered,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: PriceServerOptions,
  answered: string[],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const { action, fields } = actionOf(request, body);
  const isUpstreams = options.upstream !== undefined && UPSTREAM_KNOWS.has(action);
  const write = isUpstreams ? undefined : ACTIONS[action];
  if (write === undefined) {
    handOn(request, body, response, options.upstream);
    return;
  }
  answered.push(action);
  if (options.denied?.includes(action) === true) {
    const isJson = action === 'GetProducts';
    response.writeHead(isJson ? 400 : 403, { 'content-type': isJson ? 'application/x-amz-json-1.1' : 'text/xml' });
    response.end(isJson ? DENIED_JSON : DENIED_XML);
    return;
  }
  response.writeHead(200, { 'content-type': action === 'GetProducts' ? 'application/x-amz-json-1.1' : 'text/xml' });
  response.end(write(fields, options.region ?? 'eu-west-1'));
}

const DENIED_JSON = JSON.stringify({
  __type: 'AccessDeniedException',
  Message: 'not authorized to perform: pricing:GetProducts',
});
const DENIED_XML =
  '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized</Message></Error></Errors></Response>';

interface Asked {
  readonly action: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The Price List names its action in a header, EC2 in the form. */
function actionOf({ headers }: IncomingMessage, body: Buffer): Asked {
  const target = headers['x-amz-target'];
  const text = body.toString('utf8');
  if (typeof target === 'string' && target.startsWith('AWSPriceListService.')) {
    return { action: target.slice(target.indexOf('.') + 1), fields: JSON.parse(text) as Asked['fields'] };
  }
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded') !== true)
    return { action: '', fields: {} };
  const fields = Object.fromEntries(new URLSearchParams(text));
  return { action: fields.Action ?? '', fields };
}

const ACTIONS: Readonly<Record<string, ((fields: Asked['fields'], region: string) => string) | undefined>> = {
  GetProducts: ({ NextToken, Filters }, region) => {
    const asked = Filters as readonly { readonly Field: string; readonly Value: string }[];
    const isHere = asked.some(({ Field, Value }) => Field === 'regionCode' && Value === region);
    const all = [
      ...TYPES.map(({ name, usd }) => product(name, usd)),
      // What a parser must pass over: reservations at 0, other units, other currencies, text that is no JSON.
      product('c6i.large', '0.0000000000'),
      product('m6g.large', '9.0', 'Quantity'),
      product('m6g.large', '9.0', 'Hrs', 'CNY'),
      'no JSON',
    ];
    const start = Number(NextToken ?? 0);
    const end = start + PAGE;
    return JSON.stringify({
      FormatVersion: 'aws_v1',
      PriceList: isHere ? all.slice(start, end) : [],
      ...(isHere && end < all.length && { NextToken: String(end) }),
    });
  },
  DescribeInstanceTypes: () => xml('DescribeInstanceTypes', 'instanceTypeSet', TYPES.map(typeItem).join('')),
  DescribeInstanceTypeOfferings: (_, region) =>
    xml(
      'DescribeInstanceTypeOfferings',
      'instanceTypeOfferingSet',
      TYPES.map(
        ({ name }) =>
          `<item><instanceType>${name}</instanceType><locationType>availability-zone</locationType><location>${region}a</location></item>`,
      ).join(''),
    ),
  DescribeSpotPriceHistory: (_, region) =>
    xml(
      'DescribeSpotPriceHistory',
      'spotPriceHistorySet',
      SPOT.map(
        ({ name, zone, usd, at }) =>
          `<item><instanceType>${name}</instanceType><productDescription>Linux/UNIX</productDescription><spotPrice>${usd}</spotPrice><timestamp>${at}</timestamp><availabilityZone>${region}${zone}</availabilityZone></item>`,
      ).join(''),
    ),
  GetSpotPlacementScores: (_, region) =>
    xml(
      'GetSpotPlacementScores',
      'spotPlacementScoreSet',
      ['euw1-az1', 'euw1-az2']
        .map((zone, index) => {
          const score = 3 + 4 * index;
          return `<item><region>${region}</region><availabilityZoneId>${zone}</availabilityZoneId><score>${score}</score></item>`;
        })
        .join(''),
    ),
};

function typeItem({ name, vcpus, memoryMiB, architecture }: (typeof TYPES)[number]): string {
  return `<item><instanceType>${name}</instanceType><bareMetal>false</bareMetal><processorInfo><supportedArchitectures><item>${architecture}</item></supportedArchitectures><manufacturer>${architecture === 'arm64' ? 'AWS' : 'Intel'}</manufacturer></processorInfo><vCpuInfo><defaultVCpus>${vcpus}</defaultVCpus></vCpuInfo><memoryInfo><sizeInMiB>${memoryMiB}</sizeInMiB></memoryInfo><networkInfo><networkCards><item><baselineBandwidthInGbps>0.781</baselineBandwidthInGbps></item></networkCards></networkInfo></item>`;
}

function xml(action: string, set: string, items: string): string {
  return `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><${set}>${items}</${set}></${action}Response>`;
}

function handOn(request: IncomingMessage, body: Buffer, response: ServerResponse, upstream: string | undefined): void {
  if (upstream === undefined) {
    response.writeHead(404).end();
    return;
  }
  const { method, headers, url = '/' } = request;
  const onward = httpRequest(
    new URL(url, upstream),
    { ...(method !== undefined && { method }), headers },
    (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(response);
    },
  );
  onward.on('error', () => response.destroy());
  onward.end(body);
}
