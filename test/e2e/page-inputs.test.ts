/** What people do to the page beside the straight way: files of every kind, two at a time, slips in fields, links, a server gone. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findBrowser } from '../support/browser.ts';
import { COMMAND } from '../support/cli.ts';
import { drop, simulationJson, visitsOfBuiltPage } from './page-visits.ts';

const HEADER = 'job_id,submit_s,run_s,vcpus,memory_mib\n';
const THREE_JOBS = `${HEADER}a,0,600,2,4096\nb,30,1200,4,8192\nc,60,300,1,2048\n`;
const TWO_JOBS = `${HEADER}x,0,60,2,4096\ny,30,120,4,8192\n`;
const TOO_LARGE = 'huge,95,60,1,90000000\n';

describe.skipIf(findBrowser() === undefined)('what people do to the page', { timeout: 120_000 }, () => {
  const visits = visitsOfBuiltPage();

  /** With the figures of the sample on it. */
  async function openPage(hash = ''): Promise<Page> {
    const page = await visits().open({}, hash);
    await simulationJson(page);
    return page;
  }

  describe('job histories', () => {
    it('replaces one by the next, its name everywhere, as on the command line', async () => {
      const page = await openPage();
      await drop(page, { 'first.csv': THREE_JOBS });
      await jobsShown(page, 3);
      await drop(page, { 'second.csv': TWO_JOBS });
      await jobsShown(page, 2);
      const json = await simulationJson(page);
      expect(JSON.parse(json).scenario).toBe('second.csv');
      const folder = mkdtempSync(join(tmpdir(), 'batchwright-page-'));
      writeFileSync(join(folder, 'second.csv'), TWO_JOBS);
      writeFileSync(join(folder, 'second.yaml'), await scenarioText(page));
      const flags = ['simulate', 'second.yaml', '--json', '--quiet'];
      expect(json).toBe(execFileSync(process.execPath, [COMMAND, ...flags], { cwd: folder, encoding: 'utf8' }));
    });

    it('puts one in the place of another under a configuration of one’s own, and says so in the text', async () => {
      const page = await openPage();
      await drop(page, { 'first.csv': THREE_JOBS });
      await jobsShown(page, 3);
      await page.getByLabel('Max vCPUs').fill('64');
      await drop(page, { 'second, new.csv': TWO_JOBS });
      await jobsShown(page, 2);
      const text = await scenarioText(page);
      expect(text).toContain('path: "second, new.csv"');
      expect(text).toContain('name: "second, new.csv"');
      expect(text).toContain('maxvCpus: 64');
    });

    it('names the file that could not be read, and leaves everything else as it was', async () => {
      const page = await openPage();
      await drop(page, { 'photo.csv': '\0\u0001\u0002\0\u0003\u0004'.repeat(50) });
      const problems = page.getByTestId('problems');
      await problems.waitFor();
      expect(await problems.textContent()).toContain('photo.csv');
      expect(await page.getByTestId('headline').textContent()).not.toContain('before your last change');
      expect(JSON.parse(await simulationJson(page)).scenario).toContain('quickstart');
      expect(await page.getByTestId('scenario').isVisible()).toBe(false);
    });

    it('says which of several it did not use', async () => {
      const page = await openPage();
      await drop(page, { 'may.csv': THREE_JOBS, 'june.csv': TWO_JOBS });
      await jobsShown(page, 2);
      expect(await page.getByTestId('unused-files').textContent()).toContain('Not used: may.csv');
      await drop(page, { 'may.csv': THREE_JOBS });
      await jobsShown(page, 3);
      expect(await page.getByTestId('unused-files').count()).toBe(0);
    });

    it('is not lost when a field was changed right before it', async () => {
      const page = await openPage();
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route(/\/trace-/, async (route) => {
        await held;
        await route.continue();
      });
      await page.getByLabel('Seed').fill('5');
      await drop(page, { 'first.csv': THREE_JOBS });
      // Meanwhile typing comes to rest.
      await page.waitForTimeout(1_000);
      release();
      await jobsShown(page, 3);
    });

    it('that changed on disk is asked for again', async () => {
      const page = await openPage();
      const file = join(mkdtempSync(join(tmpdir(), 'batchwright-page-')), 'jobs.csv');
      writeFileSync(file, THREE_JOBS);
      await page.getByTestId('file-input').setInputFiles(file);
      await jobsShown(page, 3);
      appendFileSync(file, 'd,60,300,1,2048\n');
      // Other defaults have the trace read again.
      await editScenario(page, (text) => text.replace('workload:', 'workload:\n  defaults: { vcpus: 2 }'));
      const problems = page.getByTestId('problems');
      await problems.waitFor();
      expect(await problems.textContent()).toMatch(/jobs\.csv:\s+the file can no longer be read.*drop it again/);
    });

    it('of which no job can run says so, and does not offer to leave them out', async () => {
      const page = await openPage();
      await drop(page, { 'jobs.csv': HEADER + TOO_LARGE });
      const unrunnable = page.getByTestId('unrunnable');
      await unrunnable.waitFor();
      expect(await unrunnable.textContent()).toContain('Without them no job is left');
      expect(await unrunnable.textContent()).not.toContain('leave the jobs out');
      expect(await unrunnable.getByRole('button').count()).toBe(0);
    });

    it('shows names as they are, never as markup', async () => {
      const page = await openPage();
      const name = '<img src=x onerror=alert(1)>.csv';
      await drop(page, { [name]: `${THREE_JOBS}<b>${TOO_LARGE}` });
      await page.getByTestId('unrunnable').waitFor();
      expect(await page.getByTestId('unrunnable').textContent()).toContain('job <b>huge');
      expect(await page.getByTestId('trace-facts').textContent()).toContain(name);
      expect(await page.locator('main img, main b').count()).toBe(0);
    });

    it('may have names of any length and direction', async () => {
      const page = await visits().open({ viewport: { width: 320, height: 640 } });
      await simulationJson(page);
      const name = `${'long'.repeat(40)}\u202Egnp.csv`;
      await drop(page, { [name]: `${THREE_JOBS}${'id'.repeat(90)}${TOO_LARGE}` });
      await page.getByTestId('unrunnable').waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      // Isolated, so that what turns its direction does not turn the text behind it.
      expect(await page.getByTestId('trace-facts').locator('bdi').textContent()).toBe(name);
    });
  });

  describe('other files', () => {
    it('a result is told from a scenario and a job history', async () => {
      const page = await openPage();
      await drop(page, { 'simulation.json': await simulationJson(page) });
      const problems = page.getByTestId('problems');
      await problems.waitFor();
      expect(await problems.textContent()).toMatch(/simulation\.json:\s+this is a result/);
    });

    it('text that is dragged is left to the browser', async () => {
      const page = await openPage();
      const isTaken = await page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData('text/plain', 'moved');
        const event = new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true });
        document.body.dispatchEvent(event);
        return event.defaultPrevented;
      });
      expect(isTaken).toBe(false);
      expect(await page.locator('.dragged-over').count()).toBe(0);
    });
  });

  describe('what if', () => {
    it('other machines, Spot and a shorter idle time are fields, and the link to it shows the same', async () => {
      const page = await openPage();
      const types = page.getByLabel('Instance types, on-demand');
      await types.fill('c6a, m6a.xlarge');
      await types.press('Enter');
      await page.getByLabel('Purchase option, on-demand').selectOption('Spot');
      await expect
        .poll(() => page.getByTestId('warnings').textContent(), { timeout: 30_000 })
        .toContain('raise the attempts of the retry strategy');
      await page.getByLabel('Attempts of a job').fill('10');
      await page.getByLabel('Max vCPUs, on-demand').fill('96');
      await page.getByLabel('Idle timeout').fill('60');
      const rented = async () => {
        const { cost, assumptions } = JSON.parse(await simulationJson(page));
        const families = Object.keys(cost.byInstanceType).map((name) => name.replace(/.*(c6a\.|m6a\.xlarge).*/, '$1'));
        return [[...new Set(families)].sort(), assumptions.idleTimeoutSeconds];
      };
      await expect.poll(rented, { timeout: 30_000 }).toEqual([['c6a.', 'm6a.xlarge'], 60]);
      const text = await scenarioText(page);
      for (const line of [
        'instanceTypes: [c6a, m6a.xlarge]',
        'type: SPOT   ',
        'maxvCpus: 96',
        'idleTimeoutSeconds: 60',
        'defaultRetryStrategy: {"attempts": 10}',
      ])
        expect(text).toContain(line);
      expect(new URL(page.url()).hash).toBe('#idle=60&attempts=10&type=SPOT&types=c6a,m6a.xlarge&max=96');
      const json = await simulationJson(page);
      const folder = mkdtempSync(join(tmpdir(), 'batchwright-page-'));
      mkdirSync(join(folder, 'scenarios'));
      writeFileSync(join(folder, 'scenarios', 'quickstart.yaml'), text);
      const flags = ['simulate', 'scenarios/quickstart.yaml', '--json', '--quiet'];
      expect(json).toBe(execFileSync(process.execPath, [COMMAND, ...flags], { cwd: folder, encoding: 'utf8' }));
      const other = await openPage(new URL(page.url()).hash);
      expect(await simulationJson(other)).toBe(json);
      await other.evaluate(() => {
        location.hash = '';
      });
      await expect.poll(() => scenarioText(other)).toContain('maxvCpus: 512');
      expect(await scenarioText(other)).not.toContain('idleTimeoutSeconds: 60');
    });

    it('tells what it was before the last change, and of nothing else that was open before', async () => {
      const page = await openPage();
      const before = page.getByTestId('earlier');
      const claimed = async () => (await page.getByTestId('headline').locator('strong').first().textContent()) ?? '';
      expect(await before.count()).toBe(0);
      const first = await claimed();
      await page.getByLabel('Region').selectOption('eu-west-1');
      await before.waitFor();
      expect(await before.textContent()).toMatch(
        new RegExp(`^It was \\${first} \\(.* to .*\\) before the last change$`),
      );
      const second = await claimed();
      await page.getByLabel('Region').selectOption('us-east-2');
      await expect.poll(() => before.textContent()).toContain(`It was ${second} (`);
      await drop(page, { 'first.csv': THREE_JOBS });
      await jobsShown(page, 3);
      expect(await before.count()).toBe(0);
      await page.getByLabel('Seed').fill('4');
      await before.waitFor();
    });

    it('an environment of a strategy for Spot alone bought On-Demand', async () => {
      const page = await openPage();
      await page.getByLabel('Purchase option, on-demand').selectOption('Spot');
      await editScenario(page, (text) => text.replace('BEST_FIT_PROGRESSIVE', 'SPOT_PRICE_CAPACITY_OPTIMIZED'));
      const interruptions = async () => JSON.parse(await simulationJson(page)).spot.interruptions > 0;
      await expect.poll(interruptions, { timeout: 30_000 }).toBe(true);
      await page.setViewportSize({ width: 320, height: 640 });
      const headline = page.getByTestId('headline');
      expect(await headline.textContent()).toMatch(/[1-9][\d.]* failed/);
      expect(await headline.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
      await page.getByLabel('Purchase option, on-demand').selectOption('On-Demand');
      await expect.poll(interruptions, { timeout: 30_000 }).toBe(false);
      expect(await scenarioText(page)).toContain('allocationStrategy: BEST_FIT_PROGRESSIVE');
      expect(await page.getByTestId('problems').count()).toBe(0);
    });

    it('says of which jobs the interval and the seed are', async () => {
      const page = await openPage();
      expect(await page.getByTestId('headline').textContent()).toContain(
        'for the very same jobs: other days are not in it',
      );
      expect(await page.getByLabel('Seed, of the made-up jobs too').count()).toBe(1);
      await drop(page, { 'first.csv': THREE_JOBS });
      await jobsShown(page, 3);
      expect(await page.getByLabel('Seed', { exact: true }).count()).toBe(1);
    });

    it('says in every heading that figures are of before a change that cannot be run, and beside a field why', async () => {
      const page = await openPage();
      const types = page.getByLabel('Instance types, on-demand');
      await types.fill('c6a;');
      await types.press('Enter');
      expect(await page.locator('.controls').getByRole('alert').textContent()).toContain('Not used');
      expect(await page.getByText('before your last change').count()).toBe(0);
      await types.fill('zz9.large');
      await types.press('Enter');
      await page.getByTestId('problems').waitFor();
      const stale = page.getByRole('heading', { level: 2 }).filter({ hasText: 'before your last change' });
      expect(await stale.allTextContents()).toEqual(
        [
          'The current configuration',
          'What the money is spent on',
          'The queue over time',
          'What these figures rest on',
        ].map((title) => `${title} · before your last change`),
      );
    });

    it('answers what is chosen from a list without the pause that typing needs', async () => {
      const page = await openPage();
      await page.getByRole('button', { name: 'Cancel' }).click();
      const region = page.getByLabel('Region');
      const isUnderWay = await region.evaluate(async (select: HTMLSelectElement) => {
        select.value = 'eu-west-1';
        select.dispatchEvent(new Event('change', { bubbles: true }));
        // Timers run in the order they are due, however slow the machine.
        await new Promise((resolve) => setTimeout(resolve, 200));
        return document.querySelector('progress') !== null || document.querySelector('.headline.stale') === null;
      });
      expect(isUnderWay).toBe(true);
    });
  });

  describe('fields and text', () => {
    it('says beside a field why its number is not used, and keeps it there to be mended', async () => {
      const page = await openPage();
      const seed = page.getByLabel('Seed');
      await seed.fill('-3');
      const alert = page.locator('.controls').getByRole('alert');
      expect(await alert.textContent()).toBe('Not used: give a whole number from 0 to 4,294,967,295');
      expect(await seed.getAttribute('aria-describedby')).toBe(await alert.getAttribute('id'));
      expect(await seed.inputValue()).toBe('-3');
      await seed.fill('');
      expect(await seed.inputValue()).toBe('');
      await seed.fill('3');
      expect(await alert.count()).toBe(0);
      await expect.poll(async () => JSON.parse(await simulationJson(page)).seed, { timeout: 30_000 }).toBe(3);
    });

    it('does not close the editor under the hands of whoever types a mistake and mends it', async () => {
      const page = await openPage();
      await page.getByText('Scenario: ').click();
      const editor = page.getByTestId('scenario');
      const text = await editor.inputValue();
      await editor.fill(`oops: 1\n${text}`);
      const problems = page.getByTestId('problems');
      await problems.waitFor();
      await editor.fill(text.replace('replications: 20', 'replications: 2'));
      await expect.poll(() => problems.count(), { timeout: 30_000 }).toBe(0);
      expect(await editor.isVisible()).toBe(true);
      expect(await editor.evaluate((area) => document.activeElement === area)).toBe(true);
    });

    it('gives back what a dropped file or the sample took the place of, and asks before typed text is left', async () => {
      const page = await openPage();
      await drop(page, { 'first.csv': THREE_JOBS });
      await jobsShown(page, 3);
      await editScenario(page, (text) => `# mine\n${text}`);
      await page.getByRole('button', { name: 'Back to the sample' }).click();
      await expect.poll(() => scenarioText(page)).not.toContain('# mine');
      await page.getByRole('button', { name: 'Undo: back to first.yaml' }).click();
      await jobsShown(page, 3);
      expect(await scenarioText(page)).toContain('# mine');
      expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
      const asked = new Promise<string>((resolve) => {
        page.on('dialog', (dialog) => {
          // Chromium ends when a page is closed whose question is still open.
          void dialog.dismiss().then(() => resolve(dialog.type()));
        });
      });
      await page.close({ runBeforeUnload: true });
      expect(await asked).toBe('beforeunload');
    });

    it('simulates a workload without jobs as the command line does', async () => {
      const page = await openPage();
      await editScenario(page, (text) =>
        text
          .replace('jobsPerDay: 700', 'jobsPerDay: 0')
          .replace(/^ {6}- \{ perDay.*\n/gm, '')
          .replace(/^ {4}arrays:.*\n/m, ''),
      );
      await jobsShown(page, 0);
    });
  });

  describe('figures', () => {
    it('have the peak of each vCPU quota beside the peak of all, and how much of it the scenario gives', async () => {
      const page = await openPage();
      const figures = page.getByTestId('figures');
      const [peak] = JSON.parse(await simulationJson(page)).instances.quotaPeaks;
      expect(await figures.getByRole('row', { name: 'Peak vCPUs, On-Demand Standard' }).textContent()).toContain(
        `Standard${peak.peakVcpus}`,
      );
      await editScenario(page, (text) => `${text}\nquotas: { onDemand: { standard: 96 } }\n`);
      await expect
        .poll(() => figures.getByRole('row', { name: 'Peak vCPUs, On-Demand Standard' }).textContent(), {
          timeout: 60_000,
        })
        .toContain('96 of 96');
    });

    it('have hundredths of a cent in tables of less than a dollar, as on the command line', async () => {
      const page = await openPage();
      await drop(page, { 'jobs.csv': TWO_JOBS });
      await jobsShown(page, 2);
      const { totalUsd } = JSON.parse(await simulationJson(page)).cost;
      expect(totalUsd.mean).toBeLessThan(1);
      const section = page.getByRole('region', { name: 'What the money is spent on' });
      await section.locator('summary').click();
      await expect
        .poll(() => section.getByRole('row', { name: 'total' }).locator('td').first().textContent())
        .toBe(`$${totalUsd.mean.toFixed(4)}`);
    });

    it('do not give the makespan of jobs that never ran, nor the interval of one replication', async () => {
      const page = await openPage();
      await drop(page, { 'jobs.csv': TWO_JOBS });
      await jobsShown(page, 2);
      const invalid = 'invalidEnvironments: [{ computeEnvironment: optimal-on-demand, fromSeconds: 10 }]';
      await editScenario(page, (text) =>
        text.replace('replications: 20', 'replications: 1').replace('preset: typical', `preset: typical\n  ${invalid}`),
      );
      const makespan = page.getByTestId('figures').getByRole('row', { name: 'Makespan' });
      await expect.poll(() => makespan.textContent(), { timeout: 60_000 }).toBe('Makespanunknown');
      const headline = await page.getByTestId('headline').textContent();
      expect(headline).toContain('unknown: one replication only');
      expect(headline).toContain('0 succeeded, 0 failed, 2 never ran');
    });
  });

  describe('charts', () => {
    it('have their own surface where the system chooses the colours', async () => {
      const page = await visits().open({ forcedColors: 'active', colorScheme: 'light' });
      const canvas = page.locator('canvas').first();
      await canvas.waitFor();
      expect(await canvas.evaluate((drawn) => getComputedStyle(drawn).backgroundColor)).toBe('rgb(255, 255, 255)');
    });

    it('have room for their legends on a small screen', async () => {
      const page = await visits().open({ viewport: { width: 320, height: 640 } });
      const charts = page.locator('.chart');
      await charts.first().waitFor();
      const heights = await charts.evaluateAll((all) => all.map((chart) => chart.getBoundingClientRect().height));
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(272);
    });
  });

  it('lets the keyboard reach a table that scrolls sideways', async () => {
    const page = await visits().open({ viewport: { width: 320, height: 640 } });
    await simulationJson(page);
    await page.getByText('Assumptions: preset').click();
    const table = page.getByRole('region', { name: 'Assumptions', exact: true });
    expect(await table.evaluate((box) => [box.scrollWidth > box.clientWidth, (box as HTMLElement).tabIndex])).toEqual([
      true,
      0,
    ]);
  });

  describe('the address', () => {
    it('is followed when another link is opened in the same tab, and when going back', async () => {
      const page = await openPage('#seed=9&replications=2');
      await page.evaluate(() => {
        location.hash = '#seed=8&region=eu-west-1';
      });
      await expect.poll(() => settings(page), { timeout: 30_000 }).toEqual([8, 'eu-west-1', 20]);
      await page.goBack();
      await expect.poll(() => settings(page), { timeout: 30_000 }).toEqual([9, 'us-east-1', 2]);
    });

    it('keeps its settings when the skip link is used', async () => {
      const page = await openPage('#seed=9');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await expect.poll(() => new URL(page.url()).hash).toBe('#seed=9');
      expect(await page.getByLabel('Seed').inputValue()).toBe('9');
    });

    it('says nothing of a scenario that no link brings along, and says it again when the sample is back', async () => {
      const page = await openPage('#seed=9');
      await drop(page, { 'first.csv': THREE_JOBS });
      await jobsShown(page, 3);
      await page.getByLabel('Seed').fill('5');
      await expect.poll(() => settings(page), { timeout: 30_000 }).toEqual([5, 'us-east-1', 20]);
      expect(new URL(page.url()).hash).toBe('');
      await page.getByRole('button', { name: 'Undo' }).click();
      await expect.poll(() => settings(page), { timeout: 30_000 }).toEqual([9, 'us-east-1', 20]);
      expect(new URL(page.url()).hash).toBe('#seed=9');
    });

    it('with a region nobody knows leaves no promise of figures', async () => {
      const page = await visits().open({}, '#region=xx-nowhere-1');
      await page.getByTestId('problems').waitFor();
      expect(await page.getByTestId('no-figures').textContent()).toContain('No figures');
      expect(await page.getByTestId('problems').textContent()).not.toContain('figures shown');
    });
  });

  it('tells each step once, and nothing of an earlier run between two steps', async () => {
    const page = await openPage();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => page.getByRole('status').first().textContent()).toBe('Cancelled.');
    const told = await page.evaluateHandle(() => {
      const texts: string[] = [];
      const status = document.querySelector('[role=status]');
      const note = () => texts.push(status?.textContent ?? '');
      new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
      return texts;
    });
    await drop(page, { 'first.csv': THREE_JOBS });
    const texts = async () =>
      (await told.jsonValue()).filter((text, at, all) => text !== '' && text !== all[at - 1]).slice(0, 4);
    await expect
      .poll(texts, { timeout: 60_000 })
      .toEqual(['Reading the job history …', 'Simulating …', 'Simulated 3 jobs.', 'Optimizing …']);
  });

  it('says so when its server is gone, and goes on when it is back', async () => {
    const page = await openPage();
    await page.context().setOffline(true);
    await page.getByLabel('Region').selectOption('eu-west-1');
    const problems = page.getByTestId('problems');
    await problems.waitFor();
    expect(await problems.textContent()).toContain('its server does not answer');
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Find the cheapest safe mix' }).click();
    await expect.poll(() => settings(page), { timeout: 60_000 }).toEqual([1, 'eu-west-1', 20]);
    visits().takeComplaints();
  });

  it('says so when what reads job histories, or leaves jobs out, cannot be loaded, and does it when it can', async () => {
    const page = await openPage();
    const problems = page.getByTestId('problems');
    const unreachable = async () => {
      await problems.waitFor();
      expect(await problems.textContent()).toContain('its server does not answer');
      await page.context().setOffline(false);
    };
    await page.context().setOffline(true);
    await drop(page, { 'jobs.csv': THREE_JOBS });
    await unreachable();
    await drop(page, { 'jobs.csv': THREE_JOBS });
    await jobsShown(page, 3);
    expect(await problems.count()).toBe(0);
    await page.context().setOffline(true);
    await drop(page, { 'large.csv': THREE_JOBS + TOO_LARGE });
    await unreachable();
    await drop(page, { 'large.csv': THREE_JOBS + TOO_LARGE });
    await page.getByRole('button', { name: 'Leave them out' }).click();
    await jobsShown(page, 3);
    visits().takeComplaints();
  });
});

async function jobsShown(page: Page, count: number): Promise<void> {
  const submitted = async () => JSON.parse(await simulationJson(page)).jobs.submitted;
  await expect.poll(submitted, { timeout: 60_000 }).toBe(count);
}

async function settings(page: Page): Promise<readonly unknown[]> {
  const { seed, data, replications } = JSON.parse(await simulationJson(page));
  return [seed, data.region, replications];
}

function scenarioText(page: Page): Promise<string> {
  return page.getByTestId('scenario').inputValue();
}

async function editScenario(page: Page, edited: (text: string) => string): Promise<void> {
  const editor = page.getByTestId('scenario');
  await editor.evaluate((area) => area.closest('details')?.setAttribute('open', ''));
  await editor.fill(edited(await editor.inputValue()));
}
