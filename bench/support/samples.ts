/** The middle one; of an even number, the mean of the two in the middle. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Linear between neighbours, as most tools define it. Not a number where there are no samples. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const [low, high] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return low + (high - low) * (at - Math.floor(at));
}

/** Run something so many times, one after the other; each run returns its figure. */
export async function repeat(times: number, run: (turn: number) => Promise<number>): Promise<number[]> {
  const samples: number[] = [];
  for (let turn = 0; turn < times; turn++) samples.push(await run(turn));
  return samples;
}

/**
 * Two things in turn, so that whatever else the machine does at the time meets both. The first turn warms both up and
 * isn't counted.
 */
export async function inTurn(
  times: number,
  first: (turn: number) => Promise<number>,
  second: (turn: number) => Promise<number>,
): Promise<[number[], number[]]> {
  const samples: [number[], number[]] = [[], []];
  for (let turn = 0; turn <= times; turn++) {
    const both = [await first(turn), await second(turn)] as const;
    if (turn > 0) for (const at of [0, 1] as const) samples[at].push(both[at]);
  }
  return samples;
}

/** Milliseconds that something takes. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await run();
  return performance.now() - begin;
}
