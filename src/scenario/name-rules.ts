/** Names of environments, queues, policies and job definitions: their characters and that none is used twice. */
import { type Finding, problemAt } from './finding.ts';

/** API CreateComputeEnvironment, CreateJobQueue, RegisterJobDefinition: up to 128 letters, digits, hyphens, underscores. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

export function nameFindings<Key extends string>(
  items: readonly Readonly<Record<Key, string>>[],
  list: string,
  key: Key,
): Finding[] {
  const firstIndex = new Map<string, number>();
  return items.flatMap((item, index) => {
    const name = item[key];
    const path = [list, index, key];
    const findings: Finding[] = [];
    if (!NAME.test(name)) {
      findings.push(
        problemAt(
          path,
          `"${name}" is not a name AWS Batch accepts`,
          '1 to 128 letters, digits, - or _, starting with a letter or digit',
        ),
      );
    }
    const first = firstIndex.get(name);
    if (first === undefined) firstIndex.set(name, index);
    else findings.push(problemAt(path, `"${name}" is already the name of ${list}[${first}]`, 'names are unique'));
    return findings;
  });
}
