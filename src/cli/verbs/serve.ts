/** `serve`: the what-if page in a browser on this machine, until Ctrl-C. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../catalog-files.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { usageFailure } from '../failure.ts';
import { type PageServer, servePage } from '../page-server.ts';

export interface ServeFlags {
  readonly port: number;
  readonly json?: boolean;
}

export async function serveVerb(context: CliContext, { port, json = false }: ServeFlags): Promise<ExitCode> {
  const folder = packageFile('dist/page');
  if (!existsSync(join(folder, 'index.html'))) throw usageFailure('the page is not built', 'run: npm run build:page');
  const { url, close } = await opened(folder, port);
  context.writeOut(json ? `${JSON.stringify({ url })}\n` : `${url}\n`);
  context.writeError('open this address in a browser on this machine; Ctrl-C ends it\n');
  await interrupted(context.interruption);
  await close();
  return EXIT.ok;
}

async function opened(folder: string, port: number): Promise<PageServer> {
  try {
    return await servePage(folder, port);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw usageFailure(`port ${port} is in use`, 'choose another with --port, or 0 for any');
    if (code === 'EACCES') throw usageFailure(`port ${port} is not allowed`, 'choose one above 1023 with --port');
    throw usageFailure(`cannot listen on port ${port}: ${message}`, 'choose another with --port, or 0 for any');
  }
}

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
