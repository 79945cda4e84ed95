/**
 * The port that is shown: the one that was chosen while it is open, or kept while nothing else is; else the dev
 * server's; else the lowest that was found. Null where there is nothing to show yet.
 */
export function portToShow(found: readonly number[], chosen: number | null, devPort: number | null): number | null {
  if (chosen !== null && (found.includes(chosen) || found.length === 0)) return chosen;
  if (devPort !== null && found.includes(devPort)) return devPort;
  return found.length > 0 ? Math.min(...found) : null;
}

/** What is open now and was not before: what a notice is about. */
export const newPorts = (before: readonly number[], now: readonly number[]): number[] =>
  now.filter((port) => !before.includes(port));
