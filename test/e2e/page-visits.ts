/** Opens pages in a real browser for the end-to-end tests and keeps what they complain of. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { BROWSER_FLAGS, findBrowser } from '../support/browser.ts';
import { buildPage, type ServedPage, servePage } from './built-page.ts';

export class PageVisits {
  readonly #browser: Browser;
  readonly #url: string;
  #complaints: string[] = [];

  private constructor(browser: Browser, url: string) {
    this.#browser = browser;
    this.#url = url;
  }

  static async start(url: string): Promise<PageVisits> {
    const executablePath = findBrowser();
    const browser = await chromium.launch({
      ...(executablePath !== undefined && { executablePath }),
      args: BROWSER_FLAGS,
    });
    return new PageVisits(browser, url);
  }

  async open(options: BrowserContextOptions = {}, hash = '', url = this.#url): Promise<Page> {
    const context = await this.#browser.newContext(options);
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        this.#complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.#complaints.push(`uncaught: ${error.message}`));
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') this.#complaints.push(`request to ${request.url()}`);
    });
    await page.goto(url + hash);
    return page;
  }

  /** Console errors, uncaught errors and requests to anywhere else, since this was last asked. */
  takeComplaints(): readonly string[] {
    const found = this.#complaints;
    this.#complaints = [];
    return found;
  }

  /** A page left open would go on searching beside the next test. */
  async closePages(): Promise<void> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()));
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

/** Builds and serves the page for the tests of a describe, and holds that none of them leaves a complaint. Gives how to ask for the visits. */
export function visitsOfBuiltPage(): () => PageVisits {
  let visits: PageVisits;
  let served: ServedPage;

  beforeAll(async () => {
    await buildPage();
    served = await servePage();
    visits = await PageVisits.start(served.url);
  }, 120_000);

  afterAll(async () => {
    await visits?.close();
    await served?.close();
  });

  afterEach(async () => {
    await visits?.closePages();
    expect(visits?.takeComplaints()).toEqual([]);
  });

  return () => visits;
}

/** Waits until there is one. */
export async function simulationJson(page: Page): Promise<string> {
  const field = page.getByTestId('simulation-json');
  await field.waitFor({ state: 'attached', timeout: 60_000 });
  return field.inputValue();
}

/** All of them in one drop. */
export async function drop(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  const dataTransfer = await page.evaluateHandle((contents) => {
    const made = new DataTransfer();
    for (const [fileName, content] of contents) made.items.add(new File([content], fileName));
    return made;
  }, Object.entries(files));
  await page.dispatchEvent('body', 'drop', { dataTransfer });
}
