import { statfs } from 'node:fs/promises';
import { contractError } from '@craftastic/contract/contract-error';
import type { App } from '../app.ts';
import { BUSY_CPU_PERCENT, isIdle } from './idle.ts';
import { whoFills } from './who-fills.ts';

const MINUTE = 60_000;
/** While somebody looks at the home screen, use is measured so often. An engine has no event for it. */
const SHOWN_EVERY_MS = 5000;
const DISK_EVERY_MS = 10 * MINUTE;
/** An image that was built for a branch and that no session has is kept so long: its next session starts at once. */
const IMAGE_DAYS = 7;
/** More than a build may take: its container was left by a server that was killed. */
const BUILD_MS = 60 * MINUTE;

/**
 * What has to be looked at from time to time, because nothing tells of it: use of resources, and that nobody uses a
 * session. Returns the way to end it.
 */
export function watchSessions(app: App): () => void {
  const readings = new Map<string, { at: number; cpuSeconds: number }>();
  const cpu = new Map<string, number>();
  /** What each running session has written, its container's own files included. */
  const diskOf = new Map<string, number>();
  let busy = false;
  let lastMinute = 0;
  let lastDisk = 0;

  async function look(): Promise<void> {
    const now = Date.now();
    const minute = now - lastMinute >= MINUTE;
    await keepReserve();
    if (!minute && app.bus.listeners === 0) return;
    await measure(now);
    if (!minute) return;
    lastMinute = now;
    await stopIdle(new Date(now));
    await app.sandboxes.stopIdleRepositories();
    if (now - lastDisk >= DISK_EVERY_MS) {
      lastDisk = now;
      await measureDisk();
      await app.audit.forgetOld(new Date(now));
      await removeImages(now);
      app.runtime.network = await app.sandboxes.runtime.guardNetwork();
    }
  }

  async function measure(now: number): Promise<void> {
    const rows = await app.sessions.running();
    await Promise.all(
      rows.map(async ({ id }) => {
        const usage = await app.sandboxes.runtime.usage(id).catch(() => null);
        if (!usage) return;
        const before = readings.get(id);
        readings.set(id, { at: now, cpuSeconds: usage.cpuSeconds });
        const spent = before ? (usage.cpuSeconds - before.cpuSeconds) / ((now - before.at) / 1000) : 0;
        const cpuPercent = Math.max(0, Math.round(spent * 1000) / 10);
        cpu.set(id, cpuPercent);
        if (cpuPercent >= BUSY_CPU_PERCENT) await app.sessions.touch(id, new Date(now));
        await app.sessions.setUsage(id, {
          memoryBytes: usage.memoryBytes,
          memoryLimitBytes: usage.memoryLimitBytes,
          cpuPercent,
        });
      }),
    );
    const alive = new Set(rows.map(({ id }) => id));
    for (const id of [...readings.keys()]) {
      if (alive.has(id)) continue;
      readings.delete(id);
      cpu.delete(id);
      diskOf.delete(id);
    }
  }

  async function stopIdle(now: Date): Promise<void> {
    for (const row of await app.sessions.running()) {
      const { idleMinutes } = row.environment;
      if (isIdle({ lastActiveAt: row.lastActiveAt, idleMinutes, cpuPercent: cpu.get(row.id) ?? null }, now)) {
        app.log.info({ session: row.id }, 'stopped: idle');
        await app.sessions.stop(row.id);
      }
    }
  }

  /** Nothing but the disk itself bounds what a session writes: so that nobody else is stopped by it, it is. */
  async function keepReserve(): Promise<void> {
    const { bavail, bsize } = await statfs(app.paths.root);
    if (bavail * bsize >= app.settings.diskReserveBytes) return;
    const before = new Map(diskOf);
    await measureDisk();
    const id = whoFills(before, diskOf);
    if (id === null) return;
    app.log.warn({ session: id, bytes: diskOf.get(id) }, 'stopped: it fills the disk');
    await app.sessions.stopFor(id, contractError('DISK_RESERVE_REACHED'));
  }

  async function removeImages(now: number): Promise<void> {
    const built = app.sandboxes.runtime.builder?.built;
    await built?.removeUnused(new Date(now - IMAGE_DAYS * 24 * 60 * MINUTE), new Date(now - BUILD_MS));
  }

  async function measureDisk(): Promise<void> {
    const rows = await app.sessions.running();
    for (const environmentId of new Set(rows.map((row) => row.environmentId))) {
      const environment = app.environments.ofSandbox(await app.environments.row(environmentId));
      const { total, worktrees } = await app.sandboxes.withRepository(environment, (client) =>
        client.repository.diskUsage(),
      );
      await app.environments.setDiskUse(environmentId, total);
      for (const [id, bytes] of Object.entries(worktrees)) await app.sessions.setDiskUse(id, bytes);
      for (const { id } of rows.filter((row) => row.environmentId === environmentId)) {
        diskOf.set(id, (worktrees[id] ?? 0) + (await app.sandboxes.runtime.ownBytes(id)));
      }
    }
  }

  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    look()
      .catch((error) => app.log.warn({ err: error }, 'looking after the sessions failed'))
      .finally(() => {
        busy = false;
      });
  }, SHOWN_EVERY_MS);
  return () => clearInterval(timer);
}
