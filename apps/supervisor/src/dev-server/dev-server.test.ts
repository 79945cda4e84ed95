import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startSupervisor } from '../../test/start-supervisor.ts';
import { devCommand } from './dev-command.ts';
import { parseDevcontainer } from './devcontainer.ts';
import { packageScript } from './package-script.ts';

const patience = { timeout: 30_000 };

describe('the script of a package.json', () => {
  it.each([
    ['{"scripts":{"start":"node .","dev":"vite"}}', [], 'npm run dev'],
    ['{"scripts":{"start":"node ."}}', ['pnpm-lock.yaml'], 'pnpm run start'],
    ['{"scripts":{"dev":"x"}}', ['yarn.lock'], 'yarn run dev'],
    ['{"scripts":{"dev":"x"}}', ['bun.lock'], 'bun run dev'],
    ['{"scripts":{"dev":"x"},"packageManager":"pnpm@10.1.0"}', ['yarn.lock'], 'pnpm run dev'],
    ['{"scripts":{"dev":"x"},"packageManager":"rm -rf /@1"}', [], 'npm run dev'],
    ['{"scripts":{"build":"x"}}', [], null],
    ['{"scripts":{"dev":3}}', [], null],
    ['{"scripts":[]}', [], null],
    ['not json', [], null],
    ['null', [], null],
  ])('%s beside %j', (manifest, files, expected) => {
    expect(packageScript(manifest, new Set(files))).toBe(expected);
  });
});

describe('a devcontainer.json', () => {
  const none = {
    image: null,
    build: null,
    user: null,
    port: null,
    environment: {},
    unused: [],
    setUp: null,
    devCommand: null,
  };
  it.each([
    ['{}', {}],
    ['// with a comment\n{ "image": "node:24", /* and */ "forwardPorts": [3000,], }', { image: 'node:24', port: 3000 }],
    ['{"forwardPorts":["db:5432","localhost:8080",1]}', { port: 8080 }],
    ['{"forwardPorts":[0,70000,"x",-1,3.5]}', {}],
    [`{"containerEnv":{"A":"1","B":"\${localEnv:HOME}","no name":"x"}}`, { environment: { A: '1' } }],
    ['{"containerEnv":{"A":1}}', {}],
    ['{"postCreateCommand":"npm ci"}', { setUp: 'npm ci' }],
    ['{"postCreateCommand":["npm","run","it\'s"]}', { setUp: "npm run 'it'\\''s'" }],
    ['{"postCreateCommand":{"a":"x","b":["y","z w"]}}', { setUp: "(x) && (y 'z w')" }],
    ['{"postAttachCommand":{"server":"npm start","log":"tail"}}', { devCommand: 'npm start' }],
    ['{"postAttachCommand":{"a":"x","b":"y"}}', { devCommand: '(x) & (y) & wait' }],
    ['{"postStartCommand":"npm run dev"}', { devCommand: 'npm run dev' }],
    ['{"postStartCommand":"x","postAttachCommand":"y"}', { devCommand: 'y' }],
    ['{"remoteUser":"node","containerUser":"x","image":7}', { user: 'node' }],
    ['{"containerUser":"x","privileged":true}', { user: 'x', unused: ['privileged'] }],
    [
      `{"name":"x","features":{},"build":{"dockerfile":"Dockerfile","args":{"A":"1","B":"\${localEnv:B}"},"target":"dev"}}`,
      {
        build: { dockerfile: 'Dockerfile', context: '.', arguments: { A: '1' }, target: 'dev' },
        unused: ['features'],
      },
    ],
    [
      '{"dockerFile":"../Dockerfile","context":".."}',
      {
        build: { dockerfile: '../Dockerfile', context: '..', arguments: {}, target: null },
      },
    ],
    ['{"build":{"context":".."}}', {}],
  ])('%s', (text, expected) => {
    expect(parseDevcontainer(text)).toEqual({ ...none, ...expected });
  });

  it.each(['', '[]', '"x"', '{', '{"a" 1}'])('that is none: %j', (text) => expect(parseDevcontainer(text)).toBeNull());
});

describe('the command of the dev server', () => {
  const devcontainer = parseDevcontainer('{"postAttachCommand":"attach","forwardPorts":[4000]}');
  it.each([
    [{ command: ' own ', port: 1 }, devcontainer, 'npm run dev', { command: 'own', source: 'settings', port: 1 }],
    [{ command: 'own', port: null }, devcontainer, null, { command: 'own', source: 'settings', port: 4000 }],
    [
      { command: '', port: null },
      devcontainer,
      'npm run dev',
      { command: 'attach', source: 'devcontainer', port: 4000 },
    ],
    [{ command: '', port: 9 }, null, 'npm run dev', { command: 'npm run dev', source: 'package', port: 9 }],
    [{ command: '', port: null }, null, null, { command: null, source: null, port: null }],
  ] as const)('of %j', (settings, container, script, expected) => {
    expect(devCommand(settings, container, script)).toEqual(expected);
  });
});

describe('a session', { timeout: 60_000 }, () => {
  it('suggests what the repository says, runs it when asked to, in a terminal that is its log', async () => {
    await using supervisor = await startSupervisor();
    const { client, sessionId, workspace } = supervisor;
    await expect(client.devServer.start({ sessionId })).rejects.toMatchObject({ code: 'DEV_COMMAND_UNKNOWN' });
    await writeFile(join(workspace, 'package.json'), '{"scripts":{"dev":"vite"}}');
    expect(await client.devServer.state({ sessionId })).toMatchObject({
      command: 'npm run dev',
      source: 'package',
      running: false,
    });

    const script = `require('node:http').createServer((q, r) => r.end('dev')).listen(0, '127.0.0.1')`;
    await client.configure({
      author: null,
      origin: null,
      devServer: { command: `exec '${process.execPath}' -e "${script}"`, port: null },
    });
    const started = await client.devServer.start({ sessionId });
    expect(started).toMatchObject({ source: 'settings', running: true });
    expect(await client.devServer.start({ sessionId })).toMatchObject({ terminalId: started.terminalId });
    const [terminal] = await client.terminals.list({ sessionId });
    expect(terminal).toMatchObject({ id: started.terminalId, name: 'Dev server' });
    for await (const event of await client.events()) {
      if (event.type === 'dev-server' && event.state.listening) {
        expect(event.state.port).toBeGreaterThan(0);
        break;
      }
    }
    expect(await client.devServer.stop({ sessionId })).toMatchObject({ running: false, terminalId: null });
    expect(await client.terminals.list({ sessionId })).toEqual([]);
  });

  it('tells with which code a dev server ended, and starts it anew in the place of the old log', async () => {
    await using supervisor = await startSupervisor();
    const { client, sessionId } = supervisor;
    await client.configure({ author: null, origin: null, devServer: { command: 'exit 3', port: 4000 } });
    const { terminalId } = await client.devServer.start({ sessionId });
    await vi.waitFor(async () => {
      const state = await client.devServer.state({ sessionId });
      expect(state).toMatchObject({ running: false, exitCode: 3, port: 4000, listening: false, terminalId });
    }, patience);
    const again = await client.devServer.start({ sessionId });
    expect(again.terminalId).not.toBe(terminalId);
    expect(await client.terminals.list({ sessionId })).toHaveLength(1);
  });

  it('tells of a command that changes with its file', async () => {
    await using supervisor = await startSupervisor();
    const { client, workspace } = supervisor;
    const events = await client.events();
    await mkdir(join(workspace, '.devcontainer'));
    await writeFile(join(workspace, '.devcontainer', 'devcontainer.json'), '{"postAttachCommand":"npm start"}');
    for await (const event of events) {
      if (event.type === 'dev-server' && event.state.command === 'npm start') {
        expect(event.state.source).toBe('devcontainer');
        break;
      }
    }
  });
});
