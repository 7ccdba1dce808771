/**
 * Loads TypeScript by tsx, for the processes of the tests, and leaves out one thing: tsx gives every function its name anew each
 * time one is made, to what it is already, which takes half the time of a long simulation. Plain JavaScript, because Node loads it
 * before anything that could read types.
 */
import nodeModule from 'node:module';
import 'tsx';
import { withoutNames } from './without-names-hook.mjs';

if (nodeModule.registerHooks === undefined) nodeModule.register('./without-names-hook.mjs', import.meta.url);
else nodeModule.registerHooks({ load: (url, context, nextLoad) => withoutNames(nextLoad(url, context)) });
