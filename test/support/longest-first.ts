/** In which order test files run: those that need long first, so that no worker is left with one of them at the end. */
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longest first. A fresh clone knows no durations of its own, and by size alone some of these would come last. */
export const LONG_FILES: readonly string[] = [
  'test/aws/crash.test.ts',
  'test/readme/readme.test.ts',
  'test/cli/quickstart.test.ts',
  'test/cli/kept-bytecode.test.ts',
  'test/cli/process.test.ts',
  'test/e2e/page.test.ts',
  'test/e2e/page-inputs.test.ts',
  'test/cli/discover.test.ts',
  'test/cli/bad-input.test.ts',
  'test/property/reference.test.ts',
  'test/optimize/search.test.ts',
  'test/validation/breakdowns.test.ts',
  'test/validation/queues.test.ts',
  'test/property/time-moves-on.test.ts',
  'test/aws/crash-points.test.ts',
  'test/trace/csv-fast-path.test.ts',
  'test/optimize/holdout/holdout.test.ts',
  'test/optimize/candidates.test.ts',
  'test/validation/restarts.test.ts',
  'test/study/stress.test.ts',
  'test/models/spot/pool-weather.test.ts',
  'test/property/metamorphic.test.ts',
  'test/property/engine.test.ts',
];

export class LongestFirst extends BaseSequencer {
  /** Files with a process of their own come first: a process that is shared ends when the next file may not share it. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files);
    const rankOf = ({ project, moduleId }: TestSpecification): number => {
      const place = LONG_FILES.indexOf(relative(this.ctx.config.root, moduleId).replaceAll('\\', '/'));
      return (project.config.isolate ? 0 : LONG_FILES.length + 1) + (place === -1 ? LONG_FILES.length : place);
    };
    return bySize.toSorted((left, right) => rankOf(left) - rankOf(right));
  }
}
