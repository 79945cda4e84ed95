import type { ContainerStats } from 'dockerode';
import type { SandboxUsage } from './runtime.ts';

/** What of the engine’s numbers is used; a container that does not run has none of the memory ones. */
export type EngineStats = {
  cpu_stats: Pick<ContainerStats['cpu_stats'], 'cpu_usage'>;
  memory_stats: { usage?: number; limit?: number; stats?: { inactive_file?: number; total_inactive_file?: number } };
};

/**
 * Memory that can’t be taken back at once: files read and not used again are left out, as `docker stats` does. That
 * number is `total_inactive_file` with cgroup v1 (`inactive_file` is without child groups there) and `inactive_file` with v2.
 */
export function usageOfStats(stats: EngineStats): SandboxUsage | null {
  const { usage, limit, stats: detail } = stats.memory_stats;
  if (usage === undefined) return null;
  const reclaimable = detail?.total_inactive_file ?? detail?.inactive_file ?? 0;
  return {
    memoryBytes: reclaimable < usage ? usage - reclaimable : usage,
    memoryLimitBytes: limit ?? null,
    cpuSeconds: stats.cpu_stats.cpu_usage.total_usage / 1e9,
  };
}
