import { createHash } from 'node:crypto';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ALIVE_PARAMETER, encodeClient } from '@craftastic/contract/terminal-frames';
import { describe, expect, it, vi } from 'vitest';
import { startSupervisor, type TestSupervisor } from '../../test/start-supervisor.ts';
import { TerminalClient } from '../../test/terminal-client.ts';

const patience = { timeout: 15_000, interval: 20 };

async function open(supervisor: TestSupervisor, command?: string) {
  const { client, sessionId } = supervisor;
  const terminal = await client.terminals.create({ sessionId, ...(command === undefined ? {} : { command }) });
  return { terminal, tab: await TerminalClient.open(supervisor.socketPath, terminal.id) };
}

async function memoryOf(pid: number): Promise<number> {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

describe('a terminal', { timeout: 60_000 }, () => {
  it('runs a shell in the worktree, and knows nothing of the supervisor but which sandbox is its', async () => {
    await using supervisor = await startSupervisor();
    const { tab } = await open(supervisor);
    await using _ = tab;
    tab.type('pwd; env | grep -v ^CRAFTASTIC_SANDBOX= | grep -c CRAFTASTIC_; echo "$TERM $COLORTERM"\n');
    await vi.waitFor(
      () => expect(tab.text()).toContain(`${supervisor.workspace}\n0\nxterm-256color truecolor`),
      patience,
    );
  });

  it('shows the same screen to a second tab and after a reconnect', async () => {
    await using supervisor = await startSupervisor();
    const { terminal, tab } = await open(supervisor);
    tab.type('printf "\\033[1mbold\\033[0m héllo 日本\\n"; seq 1 300; printf "\\033[?25l\\033[?1002;1006h"\n');
    await vi.waitFor(() => expect(tab.text()).toMatch(/300\n\$ ?$/), patience);
    await using second = await TerminalClient.open(supervisor.socketPath, terminal.id);
    await vi.waitFor(() => expect(second.text()).toBe(tab.text()), patience);
    expect(second.snapshots).toBe(1);
    expect(second.text()).toContain('bold héllo 日本');
    tab.type('echo both see this\n');
    await vi.waitFor(() => expect(second.text()).toMatch(/both see this\n\$ ?$/), patience);
    expect(second.text()).toBe(tab.text());
    const before = tab.text();
    await tab[Symbol.asyncDispose]();
    await using third = await TerminalClient.open(supervisor.socketPath, terminal.id);
    await vi.waitFor(() => expect(third.text()).toBe(before), patience);
  });

  it('says that it is there to who asks, and offers that to who knows of it', async () => {
    await using supervisor = await startSupervisor();
    const { terminal, tab } = await open(supervisor);
    await using _ = tab;
    await using second = await TerminalClient.open(supervisor.socketPath, terminal.id, `?${ALIVE_PARAMETER}`);
    await vi.waitFor(() => expect([second.snapshots, second.alive]).toEqual([1, 1]), patience);
    second.raw(encodeClient({ kind: 'ping' }));
    await vi.waitFor(() => expect(second.alive).toBe(2), patience);
    expect([tab.snapshots, tab.alive]).toEqual([1, 0]);
  });

  it('tells the other tabs of a new size, and the program too', async () => {
    await using supervisor = await startSupervisor();
    const { terminal, tab } = await open(supervisor);
    await using _ = tab;
    await using second = await TerminalClient.open(supervisor.socketPath, terminal.id);
    await vi.waitFor(() => expect(second.snapshots).toBe(1), patience);
    tab.resize(101, 31);
    await vi.waitFor(() => expect([second.screen.cols, second.screen.rows]).toEqual([101, 31]), patience);
    second.type('stty size\n');
    await vi.waitFor(() => expect(tab.text()).toContain('31 101'), patience);
    const { client, sessionId } = supervisor;
    expect(await client.terminals.list({ sessionId })).toMatchObject([{ columns: 101, rows: 31 }]);
  });

  it('interrupts a flood that nobody acknowledges, and holds it in bounded memory', async () => {
    await using supervisor = await startSupervisor();
    const { terminal, tab } = await open(supervisor);
    await using _ = tab;
    tab.acknowledges = false;
    tab.type('yes\n');
    await vi.waitFor(() => expect(tab.outputBytes).toBeGreaterThan(256 * 1024), patience);
    const held = tab.outputBytes;
    expect(held).toBeLessThan(1024 * 1024);
    tab.type('\x03');
    tab.acknowledges = true;
    tab.acknowledge();
    tab.type('echo still $((40 + 2))\n');
    await vi.waitFor(() => expect(tab.text()).toContain('still 42'), patience);
    expect(await supervisor.client.terminals.list({ sessionId: supervisor.sessionId })).toMatchObject([
      { id: terminal.id, status: 'running' },
    ]);
  });

  it('does not let a slow tab slow another, and gives it a fresh screen when it has caught up', async () => {
    await using supervisor = await startSupervisor();
    const { terminal, tab } = await open(supervisor);
    await using _ = tab;
    await using slow = await TerminalClient.open(supervisor.socketPath, terminal.id);
    slow.acknowledges = false;
    tab.type('seq 1 600000; echo "do""ne"\n');
    await vi.waitFor(() => expect(tab.text()).toMatch(/600000\ndone\n\$ ?$/), patience);
    expect(slow.outputBytes).toBeLessThan(1024 * 1024);
    slow.acknowledges = true;
    slow.acknowledge();
    await vi.waitFor(() => expect(slow.text()).toBe(tab.text()), patience);
    expect(slow.snapshots).toBe(2);
  });

  it('keeps a flood in bounds while no tab is attached', async () => {
    await using supervisor = await startSupervisor();
    const { client, sessionId } = supervisor;
    const { id } = await client.terminals.create({
      sessionId,
      command: 'yes $(printf %0500d 1) | head -c 60000000; touch ended; echo; echo "do""ne"; cat',
    });
    await vi.waitFor(() => access(join(supervisor.workspace, 'ended')), { timeout: 50_000 });
    await using tab = await TerminalClient.open(supervisor.socketPath, id);
    await vi.waitFor(() => expect(tab.text()).toMatch(/done$/), patience);
    expect(await memoryOf(supervisor.pid)).toBeLessThan(400 * 1024 * 1024);
  });

  it('delivers 20 MB without a gap or a double, to the last byte before the exit', async () => {
    await using supervisor = await startSupervisor();
    const line = `${'0123456789abcdef é 日本 '.repeat(4)}\n`;
    const content = Buffer.from(line.repeat(Math.ceil(20_000_000 / Buffer.byteLength(line))));
    await writeFile(join(supervisor.workspace, 'big'), content);
    const { terminal, tab } = await open(supervisor, 'read go; stty raw -echo; cat big; (exit 7)');
    await using _ = tab;
    await vi.waitFor(() => expect(tab.snapshots).toBe(1), patience);
    tab.type('go\n');
    await vi.waitFor(() => expect(tab.exitCode).toBe(7), { timeout: 60_000, interval: 20 });
    const echoed = tab.outputBytes - content.length;
    expect(echoed).toBe(Buffer.byteLength('go\r\n'));
    const expected = createHash('sha256').update('go\r\n').update(content).digest('hex');
    expect(tab.digest()).toBe(expected);
    const { client, sessionId } = supervisor;
    expect(await client.terminals.list({ sessionId })).toMatchObject([
      { id: terminal.id, status: 'exited', exitCode: 7 },
    ]);
  });

  it('loses nothing at an exit while its only tab is held', async () => {
    await using supervisor = await startSupervisor();
    const { tab } = await open(supervisor, 'read go; seq 1 60000; echo the end');
    await using _ = tab;
    tab.acknowledges = false;
    await vi.waitFor(() => expect(tab.snapshots).toBe(1), patience);
    tab.type('go\n');
    await vi.waitFor(() => expect(tab.outputBytes).toBeGreaterThan(256 * 1024), patience);
    tab.acknowledges = true;
    tab.acknowledge();
    await vi.waitFor(() => expect(tab.exitCode).toBe(0), patience);
    await vi.waitFor(() => expect(tab.text()).toMatch(/59999\n60000\nthe end$/), patience);
  });

  it('answers a device query once, however many tabs look', async () => {
    await using supervisor = await startSupervisor();
    const { terminal, tab } = await open(supervisor);
    await using _ = tab;
    await using second = await TerminalClient.open(supervisor.socketPath, terminal.id);
    for (const each of [tab, second]) each.screen.onData((data) => each.type(data));
    await vi.waitFor(() => expect(second.snapshots).toBe(1), patience);
    tab.type(
      String.raw`printf 'ask\033[c\033[6n'; IFS= read -rs -t 1 -d c a; IFS= read -rs -t 1 -d R b; read -rs -t 1 -n 1 more; printf '\n[%q|%q|%s]\n' "$a" "$b" "$more"` +
        '\n',
    );
    await vi.waitFor(() => expect(tab.text()).toMatch(/\[\$'\\E\[\?1;2'\|\$'\\E\[\d+;\d+'\|\]/), patience);
  });

  it('takes Shift-F3 for a key where no program has asked', async () => {
    await using supervisor = await startSupervisor();
    const { tab } = await open(supervisor, 'stty raw -echo; echo ready; head -c 6 | od -An -c');
    await using _ = tab;
    await vi.waitFor(() => expect(tab.text()).toContain('ready'), patience);
    tab.type('\x1b[1;2R');
    await vi.waitFor(() => expect(tab.text().replace(/\s+/g, ' ')).toContain('033 [ 1 ; 2 R'), patience);
  });

  it('closes the socket of a peer that sends something else, and goes on', async () => {
    await using supervisor = await startSupervisor();
    const { terminal, tab } = await open(supervisor);
    tab.raw('text');
    await vi.waitFor(() => expect(tab.closeCode).toBe(1007), patience);
    await using second = await TerminalClient.open(supervisor.socketPath, terminal.id);
    second.raw(Buffer.from([1, 0, 0, 0, 0]));
    await vi.waitFor(() => expect(second.closeCode).toBe(1007), patience);
    await using third = await TerminalClient.open(supervisor.socketPath, terminal.id);
    third.type('echo fine\n');
    await vi.waitFor(() => expect(third.text()).toMatch(/\nfine\n/), patience);
  });

  it('takes a paste that its program does not read, without stopping the others', async () => {
    await using supervisor = await startSupervisor();
    const deaf = await open(supervisor, 'stty raw -echo; echo deaf; sleep 1000');
    await using first = deaf.tab;
    await vi.waitFor(() => expect(first.text()).toContain('deaf'), patience);
    first.type('x'.repeat(500_000));
    const other = await open(supervisor);
    await using second = other.tab;
    second.type('echo he""ars\n');
    await vi.waitFor(() => expect(second.text()).toContain('\nhears\n'), patience);
    await supervisor.client.terminals.remove({ sessionId: supervisor.sessionId, id: deaf.terminal.id });
    await vi.waitFor(() => expect(first.closeCode).toBe(4404), patience);
  });

  it('ends what ran in it when it is removed, background jobs too', async () => {
    await using supervisor = await startSupervisor();
    const { client, sessionId } = supervisor;
    const { terminal, tab } = await open(supervisor);
    await using _ = tab;
    tab.type('(trap "" HUP; sleep 987) & echo "job:$!."\n');
    const pid = await vi.waitFor(() => {
      const found = /job:(\d+)\./.exec(tab.text())?.[1];
      expect(found).toBeDefined();
      return Number(found);
    }, patience);
    await client.terminals.remove({ sessionId, id: terminal.id });
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), patience);
    expect(await client.terminals.list({ sessionId })).toEqual([]);
  });

  it('has at most 32 of them, named and renamed', async () => {
    await using supervisor = await startSupervisor();
    const { client, sessionId } = supervisor;
    for (let count = 0; count < 32; count++) await client.terminals.create({ sessionId, command: 'cat' });
    await expect(client.terminals.create({ sessionId })).rejects.toMatchObject({ code: 'TERMINAL_LIMIT', status: 409 });
    const [first] = await client.terminals.list({ sessionId });
    expect(first?.name).toBe('Terminal 1');
    await client.terminals.update({ sessionId, id: first?.id ?? '', name: 'server' });
    expect((await client.terminals.list({ sessionId }))[0]?.name).toBe('server');
  });

  it('takes a title as text, and nothing more', async () => {
    await using supervisor = await startSupervisor();
    const { client, sessionId } = supervisor;
    const { tab } = await open(supervisor, String.raw`printf '\033]0;evil\u202e\u200btitle%0500d\007' 1; cat`);
    await using _ = tab;
    await vi.waitFor(async () => {
      const title = (await client.terminals.list({ sessionId }))[0]?.title;
      expect(title).toMatch(/^eviltitle0+$/);
      expect(title).toHaveLength(200);
    }, patience);
  });

  it('refuses a call for another session', async () => {
    await using supervisor = await startSupervisor();
    await expect(supervisor.client.terminals.list({ sessionId: 'another1' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
