import type { Progress } from '@craftastic/contract/progress';

/** One line of the engine’s answer to a pull or a build. */
export interface EngineLine {
  stream?: string;
  status?: string;
  id?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
}

/** Folds the engine’s lines of a pull into one bar: bytes of the layers whose size is known so far. */
export function pullProgress(image: string): (line: EngineLine) => Progress {
  const layers = new Map<string, { current: number; total: number }>();
  return (line) => {
    if (line.id !== undefined && line.status === 'Downloading' && line.progressDetail?.total) {
      layers.set(line.id, { current: line.progressDetail.current ?? 0, total: line.progressDetail.total });
    }
    const layer = line.id === undefined ? undefined : layers.get(line.id);
    if (layer && (line.status === 'Download complete' || line.status === 'Pull complete')) layer.current = layer.total;
    let current = 0;
    let total = 0;
    for (const known of layers.values()) {
      current += known.current;
      total += known.total;
    }
    return {
      phase: `Pulling ${image}`,
      percent: total === 0 ? null : Math.floor((100 * current) / total),
      ...(line.status === undefined ? {} : { detail: line.status }),
    };
  };
}

const STEP = /^Step (\d+)\/(\d+) : /;

/** Folds a build’s lines: the steps make the bar, a step’s own output is the detail. Null for a line that shows nothing. */
export function buildProgress(): (line: EngineLine) => Progress | null {
  let percent: number | null = null;
  return (line) => {
    const text = (line.stream ?? line.status ?? '').trim();
    if (text === '') return null;
    const step = STEP.exec(text);
    if (step) percent = Math.floor((100 * (Number(step[1]) - 1)) / Number(step[2]));
    return { phase: 'Building the session image', percent, detail: text.slice(0, 200) };
  };
}
