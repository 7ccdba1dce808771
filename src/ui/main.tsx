/** Starts the page: theme, address, first drawing, first run. */
import { render } from 'preact';
import { guardTyped, runAll } from './actions.ts';
import { startAddress } from './address.ts';
import { App } from './app.tsx';
import { startTheme } from './theme.ts';

const root = document.getElementById('page');
if (root === null) throw new Error('index.html has no element #page');
startTheme();
startAddress();
guardTyped();
root.replaceChildren();
render(<App />, root);
void runAll();
