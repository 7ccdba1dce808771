import { defineConfig } from 'vite';
import { forNode, highsRuntime, nodeBuild, nodeOutput } from './vite.node.config.ts';

// The benchmark as one Node bundle, built like the command line's.
export default defineConfig({
  ...forNode,
  plugins: [highsRuntime],
  build: {
    ...nodeBuild,
    outDir: 'dist-bench',
    rolldownOptions: { input: { bench: 'test/bench/bench.ts' }, output: nodeOutput },
  },
});
