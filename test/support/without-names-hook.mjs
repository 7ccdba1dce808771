/** What without-names.mjs changes in what tsx has loaded; where Node has hooks in a thread of their own, it is loaded there. */

/** What esbuild, which tsx compiles with, writes at the top of a file when it is to keep names. */
const GIVES_NAMES = 'var __name=(target,value)=>__defProp(target,"name",{value,configurable:true});';
/** As long, so that source maps still fit. */
const GIVES_NONE = 'var __name=(target)=>target;'.padEnd(GIVES_NAMES.length);

export function withoutNames(loaded) {
  if (typeof loaded.source !== 'string') return loaded;
  return { ...loaded, source: loaded.source.replace(GIVES_NAMES, GIVES_NONE) };
}

export async function load(url, context, nextLoad) {
  return withoutNames(await nextLoad(url, context));
}
