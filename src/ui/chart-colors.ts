/**
 * Colours and hatchings of the charts. Okabe and Ito's palette, which people with any common colour vision can tell apart,
 * and a pattern for each kind of cost, so that nothing is said by colour alone.
 */
import type { LedgerKind } from '../engine/outcome.ts';

export interface ChartColors {
  readonly text: string;
  readonly grid: string;
  readonly current: string;
  readonly recommended: string;
  readonly surface: string;
}

const LIGHT: ChartColors = {
  text: '#3d444d',
  grid: '#d8dee4',
  current: '#b35900',
  recommended: '#0072b2',
  surface: '#ffffff',
};

const DARK: ChartColors = {
  text: '#c9d1d9',
  grid: '#30363d',
  current: '#f0a030',
  recommended: '#56b4e9',
  surface: '#161b22',
};

export function chartColors(dark: boolean): ChartColors {
  return dark ? DARK : LIGHT;
}

/** By side. */
const DASHES = [
  { rented: [], used: [2, 3] },
  { rented: [7, 3], used: [9, 3, 2, 3] },
] as const;

/** Lengths of strokes and gaps, which tell each line of a chart from the others without its colour; empty: drawn through. */
export function lineDash(side: number, what: 'rented' | 'used'): readonly number[] {
  return DASHES[side === 0 ? 0 : 1][what];
}

type Hatch = 'solid' | 'diagonal' | 'dots' | 'cross' | 'lines' | 'back';

const KINDS: Readonly<Record<LedgerKind, { readonly color: string; readonly hatch: Hatch }>> = {
  busy: { color: '#009e73', hatch: 'solid' },
  idle: { color: '#e69f00', hatch: 'diagonal' },
  boot: { color: '#56b4e9', hatch: 'dots' },
  wasted: { color: '#d55e00', hatch: 'cross' },
  ebs: { color: '#cc79a7', hatch: 'lines' },
  publicIpv4: { color: '#8c8c8c', hatch: 'back' },
};

/** The fill of one kind of cost. Plain colour where canvases cannot make patterns. */
export function kindFill(kind: LedgerKind): string | CanvasPattern {
  const { color, hatch } = KINDS[kind];
  if (hatch === 'solid') return color;
  const tile = document.createElement('canvas');
  tile.width = 8;
  tile.height = 8;
  const pen = tile.getContext('2d');
  if (pen === null) return color;
  pen.fillStyle = color;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = 'rgba(0, 0, 0, 0.45)';
  pen.fillStyle = 'rgba(0, 0, 0, 0.45)';
  drawHatch(pen, hatch);
  return pen.createPattern(tile, 'repeat') ?? color;
}

function drawHatch(pen: CanvasRenderingContext2D, hatch: Hatch): void {
  if (hatch === 'dots') {
    pen.fillRect(1, 1, 2, 2);
    pen.fillRect(5, 5, 2, 2);
    return;
  }
  pen.lineWidth = 1;
  pen.beginPath();
  if (hatch === 'diagonal' || hatch === 'cross') line(pen, 0, 8, 8, 0);
  if (hatch === 'back' || hatch === 'cross') line(pen, 0, 0, 8, 8);
  if (hatch === 'lines') line(pen, 0, 4, 8, 4);
  pen.stroke();
}

function line(pen: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  pen.moveTo(fromX, fromY);
  pen.lineTo(toX, toY);
}
