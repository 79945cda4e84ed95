import { median } from './samples.ts';

export type Unit = 's' | 'ms' | 'MB' | 'MB/s' | 'files/s';

/** What something was compared with. `recorded`: measured another day on another machine, so its ratio says less. */
export interface Peer {
  name: string;
  samples: number[];
  recorded?: boolean;
}

export interface Aim {
  /** Of the figure itself, or of figure ÷ peer. */
  of: 'figure' | 'ratio';
  is: 'at most' | 'at least';
  bound: number;
}

/** One row of a table. Its samples are all that was measured; the median is what is shown and compared. */
export interface Figure {
  what: string;
  unit: Unit;
  samples: number[];
  peer?: Peer;
  aim?: Aim;
}

export function ratioOf({ samples, peer }: Figure): number | null {
  return peer ? median(samples) / median(peer.samples) : null;
}

/** Null where nothing is aimed at. */
export function isMet(figure: Figure): boolean | null {
  const { aim } = figure;
  const value = aim?.of === 'ratio' ? ratioOf(figure) : median(figure.samples);
  if (!aim || value === null) return null;
  return aim.is === 'at most' ? value <= aim.bound : value >= aim.bound;
}
