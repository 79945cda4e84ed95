import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { startSupervisor } from '../apps/supervisor/test/start-supervisor.ts';
import { TerminalClient } from '../apps/supervisor/test/terminal-client.ts';
import { buildSupervisor } from './build-supervisor.ts';

it('runs as a bundle in a folder of its own, with its native parts', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cs-bundle-'));
  try {
    const main = join(await buildSupervisor(join(folder, 'dist')), 'main.mjs');
    await using supervisor = await startSupervisor({ main });
    const { client, sessionId } = supervisor;
    expect(await client.hello()).toMatchObject({ kind: 'session', id: sessionId });
    const { id } = await client.terminals.create({ sessionId, command: 'echo from the bundle' });
    await using tab = await TerminalClient.open(supervisor.socketPath, id);
    await vi.waitFor(() => expect(tab.text()).toContain('from the bundle'), { timeout: 15_000 });
    await client.files.create({ sessionId, path: 'new.txt', type: 'file' });
    await vi.waitFor(async () => expect((await client.git.status({ sessionId })).total).toBe(1), { timeout: 15_000 });
    expect(supervisor.logs()).toBe('');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
