/**
 * Labels for the processes of a Nextflow pipeline, one a queue. Nextflow takes letters, digits and underscores, a letter first
 * and no underscore last (reference "process", directive `label`); names of AWS Batch may hold hyphens and begin with a digit.
 */

/** By queue name, each another one; a name that is a label already is its own. */
export function labelsOf(queueNames: readonly string[]): ReadonlyMap<string, string> {
  const labels = new Map(queueNames.filter(isLabel).map((name) => [name, name]));
  const taken = new Set(labels.values());
  for (const name of queueNames) {
    if (labels.has(name)) continue;
    const base = labelFrom(name);
    let label = base;
    for (let number = 2; taken.has(label); number++) label = `${base}_${number}`;
    taken.add(label);
    labels.set(name, label);
  }
  return labels;
}

function isLabel(name: string): boolean {
  return /^[A-Za-z](?:[A-Za-z0-9_]*[A-Za-z0-9])?$/.test(name);
}

function labelFrom(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return /^[A-Za-z]/.test(words[0] ?? '') ? words.join('_') : ['queue', ...words].join('_');
}
