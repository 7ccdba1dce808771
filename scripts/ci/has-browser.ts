/** Ends with 0 when the end-to-end tests would find a browser, with 1 when one has to be installed. */
import { findBrowser } from '../../test/support/browser.ts';

const browser = findBrowser();
console.error(browser === undefined ? 'no browser found' : `browser: ${browser}`);
process.exitCode = browser === undefined ? 1 : 0;
