import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SupervisorEvent } from '@craftastic/contract/session-events';
import { describe, expect, it, vi } from 'vitest';
import { startSupervisor, type TestSupervisor } from '../../test/start-supervisor.ts';

const patience = { timeout: 15_000, interval: 20 };

function listen(supervisor: TestSupervisor) {
  const stop = new AbortController();
  const events: SupervisorEvent[] = [];
  const ended = (async () => {
    for await (const event of await supervisor.client.events(undefined, { signal: stop.signal })) events.push(event);
  })().catch(() => undefined);
  return {
    events,
    statuses: () => events.flatMap((event) => (event.type === 'git' ? [event.status] : [])),
    files: () => events.flatMap((event) => (event.type === 'files' ? [event.paths] : [])),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

/** Until a change is told, the watcher has not begun; then nothing of the probe is left. */
async function watching(supervisor: TestSupervisor, listener: ReturnType<typeof listen>) {
  const probe = join(supervisor.workspace, 'probe');
  const told = () =>
    listener
      .files()
      .flat()
      .filter((change) => change?.path === 'probe');
  await vi.waitFor(async () => {
    await writeFile(probe, String(performance.now()));
    expect(told().length).toBeGreaterThan(0);
  }, patience);
  await rm(probe);
  await vi.waitFor(() => {
    expect(told().at(-1)?.kind).toBe('deleted');
    expect(listener.statuses().at(-1)?.changes).toEqual([]);
  }, patience);
}

describe('events', { timeout: 60_000 }, () => {
  it('begin with the present state', async () => {
    await using supervisor = await startSupervisor();
    const { client, sessionId } = supervisor;
    await client.git.status({ sessionId });
    const { id } = await client.terminals.create({ sessionId });
    await using first = listen(supervisor);
    await vi.waitFor(() => {
      expect(first.statuses().at(-1)).toMatchObject({ branch: 'main', changes: [] });
      expect(first.events).toContainEqual(
        expect.objectContaining({ type: 'terminals', terminals: [expect.objectContaining({ id })] }),
      );
    }, patience);
  });

  it('tell of files that come, change and go, and of their status', async () => {
    await using supervisor = await startSupervisor();
    await using listener = listen(supervisor);
    await watching(supervisor, listener);
    const file = join(supervisor.workspace, 'new.txt');
    await writeFile(file, '1');
    await vi.waitFor(() => {
      expect(listener.files().flat()).toContainEqual({ path: 'new.txt', kind: 'created' });
      expect(listener.statuses().at(-1)?.changes).toMatchObject([{ path: 'new.txt', group: 'untracked' }]);
    }, patience);
    await writeFile(file, '2');
    await vi.waitFor(
      () => expect(listener.files().flat()).toContainEqual({ path: 'new.txt', kind: 'changed' }),
      patience,
    );
    await rm(file);
    await vi.waitFor(() => {
      expect(listener.files().flat()).toContainEqual({ path: 'new.txt', kind: 'deleted' });
      expect(listener.statuses().at(-1)?.changes).toEqual([]);
    }, patience);
  });

  it('tell of a commit made elsewhere', async () => {
    await using supervisor = await startSupervisor();
    await using listener = listen(supervisor);
    await vi.waitFor(() => expect(listener.statuses().length).toBeGreaterThan(0), patience);
    await writeFile(join(supervisor.workspace, 'a'), '1');
    await supervisor.git('add', 'a');
    await supervisor.git('commit', '--quiet', '-m', 'By hand');
    const head = (await supervisor.git('rev-parse', 'HEAD')).trim();
    await vi.waitFor(() => expect(listener.statuses().at(-1)).toMatchObject({ head, changes: [] }), patience);
  });

  it('tell of thousands of files, 1,000 by name at the most at once', async () => {
    await using supervisor = await startSupervisor();
    await using listener = listen(supervisor);
    await watching(supervisor, listener);
    await mkdir(join(supervisor.workspace, 'many'));
    await Promise.all(
      Array.from({ length: 3000 }, (_, number) => writeFile(join(supervisor.workspace, 'many', `f${number}`), '')),
    );
    await vi.waitFor(() => expect(listener.statuses().at(-1)?.total).toBe(3000), patience);
    for (const paths of listener.files()) expect(paths?.length ?? 0).toBeLessThanOrEqual(1000);
    // In one batch they are too many to name; on a busy machine they may come in several that are not.
    const named = listener.files().flatMap((paths) => paths ?? []);
    if (listener.files().every((paths) => paths !== null)) expect(named.length).toBeGreaterThanOrEqual(3000);
  });

  it('tell of activity once, however much there is', async () => {
    await using supervisor = await startSupervisor();
    await using listener = listen(supervisor);
    await vi.waitFor(() => expect(listener.statuses().length).toBeGreaterThan(0), patience);
    const { client, sessionId } = supervisor;
    for (let count = 0; count < 5; count++) await client.files.create({ sessionId, path: `f${count}`, type: 'file' });
    await vi.waitFor(() => expect(listener.statuses().at(-1)?.total).toBe(5), patience);
    expect(listener.events.filter(({ type }) => type === 'activity')).toHaveLength(1);
  });
});
