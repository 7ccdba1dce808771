/** Arranges the views and takes files dropped anywhere. */
import { useEffect, useState } from 'preact/hooks';
import { openFiles } from './actions.ts';
import { isStale } from './state.ts';
import { AssumptionsPanel } from './views/assumptions-panel.tsx';
import { ConfigurationChanges } from './views/configuration-changes.tsx';
import { Controls } from './views/controls.tsx';
import { CostChart } from './views/cost-chart.tsx';
import { DistanceToFloor } from './views/distance-to-floor.tsx';
import { Downloads } from './views/downloads.tsx';
import { Evidence } from './views/evidence.tsx';
import { Footer } from './views/footer.tsx';
import { Headline } from './views/headline.tsx';
import { Masthead } from './views/masthead.tsx';
import { OptimizeButton } from './views/optimize-button.tsx';
import { Progress } from './views/progress.tsx';
import { QueueChart } from './views/queue-chart.tsx';
import { RecommendedConfig } from './views/recommended-config.tsx';
import { ScenarioEditor } from './views/scenario-editor.tsx';
import { SideBySide } from './views/side-by-side.tsx';
import { Source } from './views/source.tsx';
import { Today } from './views/today.tsx';
import { Warnings } from './views/warnings.tsx';

export function App() {
  const isDraggedOver = useFileDrop();
  return (
    <div class={isDraggedOver ? 'dragged-over' : ''}>
      <Masthead />
      <main class="columns">
        <section class="card inputs" aria-labelledby="inputs-title">
          <h2 id="inputs-title">What if …</h2>
          <Source />
          <Controls />
          <ScenarioEditor />
        </section>
        <div class={isStale.value ? 'results stale' : 'results'} id="result" tabIndex={-1}>
          <section class="card" aria-label="Result">
            <Headline />
            <Warnings />
            <Progress />
            <div class="buttons">
              <OptimizeButton />
              <Downloads />
            </div>
          </section>
          <SideBySide />
          <ConfigurationChanges />
          <DistanceToFloor />
          <Today />
          <CostChart />
          <QueueChart />
          <RecommendedConfig />
          <Evidence />
          <AssumptionsPanel />
        </div>
      </main>
      <Footer />
    </div>
  );
}

function useFileDrop(): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    // Text that is dragged, within the editor for one, is the browser's to move.
    const isOfFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent) => {
      if (!isOfFiles(event)) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!isOfFiles(event)) return;
      event.preventDefault();
      setIsOver(false);
      void openFiles([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  return isOver;
}
