/** CPU above this counts as activity: a build goes on without a word, while an idle dev server ticks at 1 or 2 %. */
export const BUSY_CPU_PERCENT = 5;

/** Whether a running session is to be stopped: nobody typed, nothing was printed, and it computes nothing. */
export function isIdle(
  session: { lastActiveAt: Date; idleMinutes: number; cpuPercent: number | null },
  now: Date,
): boolean {
  if (session.idleMinutes === 0) return false;
  if ((session.cpuPercent ?? 0) >= BUSY_CPU_PERCENT) return false;
  return now.getTime() - session.lastActiveAt.getTime() >= session.idleMinutes * 60_000;
}
