import { type Figure, isMet, ratioOf } from './figure.ts';
import { median } from './samples.ts';

const HEAD = ['what', 'figure', 'min – max', 'beside', 'its figure', 'ratio', 'aim', 'result'];

export function table(figures: Figure[]): string {
  return [HEAD, ...figures.map(cells)].map((row, _, rows) => line(row, rows)).join('\n');
}

/** The same for a page of the documentation. */
export function markdownTable(figures: Figure[]): string {
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [row(HEAD), row(HEAD.map(() => '---')), ...figures.map((figure) => row(cells(figure)))].join('\n');
}

function line(row: string[], rows: string[][]): string {
  return row
    .map((cell, at) => cell.padEnd(Math.max(...rows.map((other) => other[at]?.length ?? 0))))
    .join('  ')
    .trimEnd();
}

function cells(figure: Figure): string[] {
  const { what, unit, samples, peer, aim } = figure;
  const ratio = ratioOf(figure);
  const met = isMet(figure);
  const spread = samples.length > 1 ? `${digits(Math.min(...samples))} – ${digits(Math.max(...samples))}` : '';
  return [
    what,
    `${digits(median(samples))} ${unit}`,
    spread,
    peer ? `${peer.name}${peer.recorded ? ' (recorded)' : ''}` : '',
    peer ? `${digits(median(peer.samples))} ${unit}` : '',
    ratio === null ? '' : `${ratio.toFixed(2)} ×`,
    aim ? `${aim.is === 'at most' ? '≤' : '≥'} ${aim.bound} ${aim.of === 'ratio' ? '×' : unit}` : '',
    met === null ? '' : met ? 'met' : 'missed',
  ];
}

function digits(value: number): string {
  return value.toPrecision(3).includes('e') ? value.toFixed(0) : value.toPrecision(3);
}
