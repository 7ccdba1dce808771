/** Serves the built page to browsers on this machine, and to nobody else. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { CONTENT_SECURITY_POLICY } from './content-security-policy.ts';

const LOOPBACK = '127.0.0.1';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

const HEADERS: Readonly<Record<string, string>> = {
  // Together these isolate the page from other origins, so that its threads may share memory (HTML standard, "cross-origin isolated").
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  // The next build has other files.
  'Cache-Control': 'no-cache',
};

export interface PageServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Rejects with Node's error when nothing can listen on the port; 0 takes any that is free. */
export async function servePage(folder: string, port: number): Promise<PageServer> {
  let files = filesOf(folder);
  // A page that was built anew meanwhile has other names for its parts.
  const find = (path: string) => {
    if (!files.has(path)) files = filesOf(folder);
    return files.get(path);
  };
  const server = createServer((request, response) => void answer(find, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  return { url: `http://${LOOPBACK}:${portOf(server)}/`, close: () => closed(server) };
}

/** By path on the server. Only what is listed here is served, whatever a request spells. */
function filesOf(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const entry of entriesOf(folder)) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(`/${relative(folder, file).split(sep).join('/')}`, file);
  }
  const index = files.get('/index.html');
  if (index !== undefined) files.set('/', index);
  return files;
}

/** None while it is being built, when what is there comes and goes. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
}

type FindFile = (path: string) => string | undefined;

async function answer(find: FindFile, request: IncomingMessage, response: ServerResponse) {
  if (!isFromHere(request)) return refuse(response, 403);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
  const file = find((request.url ?? '/').replace(/[?#].*$/s, ''));
  if (file === undefined) return refuse(response, 404);
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return refuse(response, 404);
  response.writeHead(200, {
    ...HEADERS,
    'Content-Type': MEDIA_TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Length': bytes.length,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** A page of another site may give its own name this machine's address (DNS rebinding); its requests still say the name. */
function isFromHere({ headers, socket }: IncomingMessage): boolean {
  return headers.host === `${LOOPBACK}:${socket.localPort}` || headers.host === `localhost:${socket.localPort}`;
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, HEADERS).end();
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
