/** Finds a Chromium-like browser for the end-to-end tests, and says what to do when there is none. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

/** Set either to the path of a browser. */
const VARIABLES = ['BATCHWRIGHT_BROWSER', 'CHROME_PATH'] as const;

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'brave-browser',
];

const PLACES = [
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Of several such lists Chromium takes the last, so playwright's own are named again. The rest are pages that Chromium draws its
 * own address bar with, beside every page of a test: a process of their own, a third of the time that opening one takes.
 */
const DISABLED_FEATURES = [
  ...['AvoidCorsURLLoaderRestartOnRedirect', 'AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose'],
  ...['HttpsFirstBalancedModeAutoEnable', 'HttpsUpgrades', 'LensOverlay', 'MediaRouter', 'NetworkTimeServiceQuerying'],
  ...['OptimizationHints', 'PaintHolding', 'PreconnectToSearch', 'ThirdPartyStoragePartitioning', 'AimEnabled'],
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'],
];

export const BROWSER_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-quic',
  '--no-first-run',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${DISABLED_FEATURES.join(',')}`,
];

export const BROWSER_HINT =
  'no browser found: install chromium (apt-get install chromium) or set BATCHWRIGHT_BROWSER to the path of one';

/** The environment's choice first, then what is installed, then what playwright downloaded; undefined when there is none. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const chosen = VARIABLES.map((name) => env[name]).filter((path) => path !== undefined && path !== '');
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const installed = NAMES.flatMap((name) => ['/usr/bin', ...folders].map((folder) => join(folder, name)));
  return [...chosen, ...installed, ...PLACES, downloadedBrowser()].find(
    (path): path is string => path !== undefined && existsSync(path),
  );
}

function downloadedBrowser(): string | undefined {
  try {
    return chromium.executablePath();
  } catch {
    // playwright-core names no path on systems it has no build for.
    return undefined;
  }
}
