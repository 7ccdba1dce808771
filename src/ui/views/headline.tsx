/** The one sentence a reader came for, and no more certainty in it than the figures carry. */
import { intervalDecimals } from '../../models/written-number.ts';
import type { Recommendation } from '../../optimize/index.ts';
import { keptInstead } from '../../report/change-effect.ts';
import { rangeInDirection } from '../../report/cost-direction.ts';
import { formatPercent, formatPlural, formatUsd, formatUsdMean, formatUsdRange, UNKNOWN } from '../../report/format.ts';
import { jobCountsText } from '../../report/job-counts.ts';
import { withReadableLimits } from '../../report/readable-limits.ts';
import { recommendationSentence } from '../../report/recommendation-rows.ts';
import type { SimulationResult } from '../../study/simulation-result.ts';
import { activity, earlier, isQuickstart, isStale, optimization, scenarioFile, simulation } from '../state.ts';

export function Headline() {
  const found = optimization.value;
  const run = simulation.value;
  if (run === undefined) return <NoFigures />;
  return (
    <div class={isStale.value ? 'headline stale' : 'headline'} data-testid="headline">
      {found === undefined ? (
        <CurrentCost result={run.result} />
      ) : (
        <Saving found={withReadableLimits(found.recommendation)} />
      )}
      <p class="evidence">
        <bdi>{run.result.scenario}</bdi> · {formatPlural(run.facts.jobs, 'job')}
        {run.facts.leftOut.jobs > 0 && ` (${formatPlural(run.facts.leftOut.jobs, 'job')} left out)`} ·{' '}
        {run.result.data.region} · prices of {run.result.data.catalogDate} ·{' '}
        {formatPlural(found?.recommendation.replications ?? run.result.replications, 'replication')} · seed{' '}
        {run.result.seed}
        {isStale.value && ' · figures are from before your last change'}
      </p>
    </div>
  );
}

function NoFigures() {
  const what = isQuickstart.value ? 'the sample scenario' : scenarioFile.value;
  return (
    <p class="headline muted" data-testid="no-figures">
      {activity.value === undefined ? 'No figures: nothing has been simulated yet.' : `Simulating ${what} …`}
    </p>
  );
}

function CurrentCost({ result }: { readonly result: SimulationResult }) {
  const { cost, jobs } = result;
  const { totalUsd } = cost;
  const before = earlier.value?.result;
  return (
    <p class="claim">
      The current configuration costs <strong>{formatUsdMean(totalUsd)}</strong>{' '}
      <span class="interval">95 % interval of the mean {intervalText(result)}</span>
      {jobs.failed + jobs.neverRan > 0 && <strong class="interval warning">{jobCountsText(jobs)}</strong>}
      {before !== undefined && !isStale.value && (
        <span class="interval" data-testid="earlier">
          It was {formatUsdMean(before.cost.totalUsd)} ({rangeText(before)}) before the last change
          {lostText(before)}
        </span>
      )}
    </p>
  );
}

/** Cheaper by jobs that were not done is not cheaper. */
function lostText({ jobs }: SimulationResult): string {
  return jobs.failed + jobs.neverRan > 0 ? `: ${jobCountsText(jobs)}` : '';
}

function intervalText(result: SimulationResult): string {
  const whose = result.replications === 1 ? '' : ', for the very same jobs: other days are not in it';
  return rangeText(result) + whose;
}

function rangeText({ cost, replications }: SimulationResult): string {
  return replications === 1 ? `${UNKNOWN}: one replication only` : formatUsdRange(cost.totalUsd);
}

function Saving({ found }: { readonly found: Recommendation }) {
  const { savingUsd, savingShare, verdict } = found;
  // Without a saving or a surcharge that can be told from chance there is no figure to lead with.
  if (verdict !== 'change' || !savingUsd.distinguishable) return <p class="claim">{recommendationSentence(found)}</p>;
  const keeps = keptInstead(found);
  const tone = savingUsd.mean > 0 ? 'good' : '';
  return (
    <p class="claim">
      The recommended mix {savingUsd.mean > 0 ? 'saves' : 'costs'}{' '}
      <strong>{formatUsd(Math.abs(savingUsd.mean), intervalDecimals(savingUsd))}</strong>
      {savingShare !== undefined && <strong class={tone}> ({formatPercent(Math.abs(savingShare.mean))})</strong>}
      {savingUsd.mean > 0 ? '' : ' more'}
      {keeps === undefined ? '' : `, and ${keeps}`}{' '}
      <span class="interval">
        95 % interval {rangeInDirection(savingUsd)}, {formatPlural(savingUsd.pairs, 'paired replication')} not used in
        the search
      </span>
    </p>
  );
}
