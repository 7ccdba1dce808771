/** `serve`: the page on this machine, to browsers on this machine, and nothing else of the disk. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type PageServer, servePage } from '../../src/cli/page-server.ts';
import { COMMAND, runHere } from '../support/cli.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The path as it is written: `fetch` would tidy it up first. */
function ask(url: string, path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers }, async (response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode, headers: response.headers, body });
    });
    asked.on('error', reject).end();
  });
}

describe('the server of the page', () => {
  const outer = mkdtempSync(join(tmpdir(), 'batchwright-serve-'));
  let server: PageServer;

  beforeAll(async () => {
    mkdirSync(join(outer, 'page', 'assets'), { recursive: true });
    writeFileSync(join(outer, 'secret.txt'), 'secret');
    writeFileSync(join(outer, 'page', 'index.html'), '<p>page</p>');
    writeFileSync(join(outer, 'page', 'assets', 'worker.js'), '1;');
    server = await servePage(join(outer, 'page'), 0);
  });

  afterAll(async () => {
    await server.close();
    rmSync(outer, { recursive: true });
  });

  it('gives the parts of a page that was built anew while it ran', async () => {
    const folder = join(outer, 'rebuilt');
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.html'), 'old');
    const running = await servePage(folder, 0);
    onTestFinished(running.close);
    rmSync(folder, { recursive: true });
    expect((await ask(running.url, '/new.js')).status).toBe(404);
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.html'), 'new');
    writeFileSync(join(folder, 'new.js'), '2;');
    expect((await ask(running.url, '/')).body).toBe('new');
    expect((await ask(running.url, '/new.js')).body).toBe('2;');
  });

  it('gives the page and what belongs to it, isolated so that threads may share memory', async () => {
    const page = await ask(server.url, '/?seed=1');
    expect([page.status, page.body]).toEqual([200, '<p>page</p>']);
    const worker = await ask(server.url, '/assets/worker.js');
    expect([worker.status, worker.body]).toEqual([200, '1;']);
    for (const { headers } of [page, worker]) {
      expect(headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'x-content-type-options': 'nosniff',
      });
      expect(headers['content-security-policy']).toContain("default-src 'self'");
    }
    expect(worker.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(await ask(server.url, '/', 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it('gives nothing else of the disk, takes nothing, and answers to no other name', async () => {
    for (const path of ['/secret.txt', '/../secret.txt', '/%2e%2e/secret.txt', '/assets', '/assets/', '//secret.txt'])
      expect([path, (await ask(server.url, path)).status]).toEqual([path, 404]);
    expect((await ask(server.url, '/', 'POST')).status).toBe(405);
    expect((await ask(server.url, '/', 'GET', { host: 'example.com' })).status).toBe(403);
    expect((await ask(server.url, '/', 'GET', { host: `localhost:${new URL(server.url).port}` })).status).toBe(200);
  });
});

/** Rejects with what the command says where it ends without a line, as it does where dist/page is missing. */
async function firstLineOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = once(child, 'close').then(([exitCode]) => {
    throw new Error(`serve ended with ${exitCode}: ${said}`);
  });
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  return line;
}

describe('serve', () => {
  it('says where the page is, and ends well with Ctrl-C', async () => {
    const child = spawn(process.execPath, [COMMAND, 'serve', '--port', '0', '--json'], { stdio: 'pipe' });
    onTestFinished(() => void child.kill('SIGKILL'));
    const { url } = JSON.parse(await firstLineOf(child));
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect((await ask(url, '/')).body).toContain('<title>');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('goes on where nobody reads what it says on standard error any more, as every verb does', async () => {
    const child = spawn(process.execPath, [COMMAND, 'serve', '--port', '0'], { stdio: 'pipe' });
    onTestFinished(() => void child.kill('SIGKILL'));
    child.stderr.destroy();
    const [url] = await once(createInterface(child.stdout), 'line');
    await Promise.race([once(child, 'exit'), setTimeout(500)]);
    expect(child.exitCode).toBeNull();
    expect((await ask(url, '/')).status).toBe(200);
  });

  it('says what to do when the port is taken or is none', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const taken = await runHere(['serve', '--port', String(port)]);
    expect(taken).toMatchObject({ exitCode: 2, out: '' });
    expect(taken.error).toBe(`error: port ${port} is in use - choose another with --port, or 0 for any\n`);
    expect((await runHere(['serve', '--port', '65536'])).exitCode).toBe(2);
  });
});
