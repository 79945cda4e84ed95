import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import Docker from 'dockerode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../test/ask.ts';
import { type Bench, makeBench, makeFolder, SUPERVISOR, sandboxRuntimeSuite } from '../test/runtime-suite.ts';
import { DockerRuntime } from './docker.ts';
import { LABEL } from './labels.ts';

const docker = new Docker();
let installation = '';
const make = (_runRoot: string, name: string) => {
  installation = name;
  return new DockerRuntime({ installation: name, supervisorDirectory: SUPERVISOR, docker });
};

const ours = () => ({ filters: { label: [`${LABEL.installation}=${installation}`] } });

/** After each test: a container or network that is left is a leak. */
async function nothingLeft(): Promise<void> {
  expect(await docker.listContainers({ all: true, ...ours() })).toEqual([]);
  expect(await docker.listNetworks(ours())).toEqual([]);
}

afterEach(nothingLeft);
sandboxRuntimeSuite('docker', make);

describe('docker runtime, beside what every runtime does', () => {
  let bench: Bench;
  let close: () => Promise<void>;
  beforeEach(async () => {
    ({ bench, close } = await makeBench(make));
  });
  afterEach(() => close());

  it('gives a container no privilege, as the engine sees it', async () => {
    const spec = bench.spec({ network: 'own' });
    await bench.runtime.start(spec);
    const {
      HostConfig: host,
      Config: config,
      NetworkSettings: network,
      Mounts: mounts,
    } = await docker.getContainer(`craftastic-${installation}-${spec.id}`).inspect();
    expect(config.User).toBe(`${spec.user.uid}:${spec.user.gid}`);
    expect(host).toMatchObject({
      Init: true,
      Privileged: false,
      CapAdd: null,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      PidsLimit: 100,
      Memory: 256 * 1024 * 1024,
      MemorySwap: 256 * 1024 * 1024,
      NanoCpus: 1e9,
      PublishAllPorts: false,
      RestartPolicy: { Name: 'no' },
    });
    expect(host.PortBindings ?? {}).toEqual({});
    expect(Object.keys(network.Networks)).toEqual([`craftastic-${installation}-${spec.environmentId}`]);
    expect(mounts.map((mount) => [mount.Destination, mount.RW]).sort()).toEqual([
      ['/opt/craftastic/node', false],
      ['/opt/craftastic/supervisor', false],
      ['/run/craftastic', true],
    ]);
  });

  it('gives a container no privilege, as it finds itself', async () => {
    const read = await makeFolder(bench, 'read');
    const spec = bench.spec({ mounts: [{ source: read, target: '/read', readOnly: true }] });
    await bench.runtime.start(spec);
    const id = await run(spec.runDirectory, 'id', '-u');
    expect(id.stdout.trim()).toBe(String(spec.user.uid));
    const status = await run(spec.runDirectory, 'cat', '/proc/self/status');
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
      expect(status.stdout).toMatch(new RegExp(`^${set}:\\s+0+$`, 'm'));
    }
    expect(status.stdout).toMatch(/^NoNewPrivs:\s+1$/m);
    const forbidden = ['/opt/craftastic/supervisor/x', '/opt/craftastic/node', '/read/x', '/etc/x'];
    for (const path of forbidden) {
      expect(await run(spec.runDirectory, 'sh', '-c', 'echo x >> "$1"', 'sh', path)).toMatchObject({ code: 2 });
    }
    const sockets = await run(spec.runDirectory, 'find', '/run', '/var/run/', '-name', '*.sock');
    expect(sockets.stdout.trim().split('\n')).not.toContain('/run/docker.sock');
    const interfaces = await run(spec.runDirectory, 'ls', '/sys/class/net');
    expect(interfaces.stdout.trim()).toBe('lo');
  });

  it('keeps what was installed in it when it is stopped, and drops it when it is removed', async () => {
    const spec = bench.spec();
    await bench.runtime.start(spec);
    await run(spec.runDirectory, 'touch', '/tmp/installed');
    await bench.runtime.stop(spec.id, { graceSeconds: 0 });
    await bench.runtime.start(spec);
    expect(await run(spec.runDirectory, 'ls', '/tmp')).toMatchObject({ stdout: 'installed\n' });
    await bench.runtime.remove(spec.id);
    await bench.runtime.start(spec);
    expect(await run(spec.runDirectory, 'ls', '/tmp')).toMatchObject({ stdout: '' });
  });

  it('starts again after its network was pruned, with what was installed in it', async () => {
    const spec = bench.spec({ network: 'own' });
    await bench.runtime.start(spec);
    await run(spec.runDirectory, 'touch', '/tmp/installed');
    await bench.runtime.stop(spec.id, { graceSeconds: 0 });
    await docker.pruneNetworks(ours());
    await bench.runtime.start(spec);
    expect(await run(spec.runDirectory, 'ls', '/tmp')).toMatchObject({ stdout: 'installed\n' });
    expect((await run(spec.runDirectory, 'ls', '/sys/class/net')).stdout).toContain('eth0');
  });

  it('makes one network for sessions that start at once, and removes it with the environment', async () => {
    const first = bench.spec({ network: 'own' });
    const second = bench.spec({ network: 'own', environmentId: first.environmentId });
    await Promise.all([bench.runtime.start(first), bench.runtime.start(second)]);
    expect(await docker.listNetworks(ours())).toHaveLength(1);
    const { stdout } = await run(second.runDirectory, 'getent', 'hosts', `craftastic-${installation}-${first.id}`);
    expect(stdout).not.toBe('');
    await Promise.all([bench.runtime.remove(first.id), bench.runtime.remove(second.id)]);
    await bench.runtime.removeEnvironment(first.environmentId);
    await bench.runtime.removeEnvironment(first.environmentId);
    expect(await docker.listNetworks(ours())).toEqual([]);
  });

  it('keeps a sandbox from this machine and its neighbours', async () => {
    const { guarded, reason } = await bench.runtime.guardNetwork();
    expect([guarded, reason]).toEqual([true, expect.stringContaining('but not this machine')]);
    const spec = bench.spec({ network: 'own', image: null });
    // On all addresses, as a careless service of the machine listens.
    const server = createServer((_, response) => response.end('reached')).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      await bench.runtime.start(spec);
      const container = docker.getContainer(`craftastic-${installation}-${spec.id}`);
      const { Networks: networks } = (await container.inspect()).NetworkSettings;
      const gateway = Object.values(networks)[0]?.Gateway;
      const [unguarded] = (await docker.getNetwork('bridge').inspect()).IPAM?.Config ?? [];
      for (const address of [gateway, unguarded?.Gateway, '169.254.169.254', '10.0.0.1']) {
        const { code, stdout } = await run(spec.runDirectory, 'curl', '-sS', '-m', '5', `http://${address}:${port}/`);
        expect([address, code, stdout]).toEqual([address, 7, '']);
      }
      // The same service from a bridge that is not ours: it is the rules that held.
      const [output] = [new PassThrough()];
      const beside = docker.run((await container.inspect()).Image, [`http://${unguarded?.Gateway}:${port}/`], output, {
        Entrypoint: ['curl', '-sS', '-m', '5'],
        HostConfig: { AutoRemove: true },
      });
      const text = output.toArray();
      await beside;
      output.end();
      expect(Buffer.concat(await text).toString()).toContain('reached');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('says what is missing: a mount’s source, an image', async () => {
    const mounts = [{ source: '/tmp/cr-is-not-there', target: '/x' }];
    await expect(bench.runtime.start(bench.spec({ mounts }))).rejects.toThrow('/tmp/cr-is-not-there should be seen');
    const relative = [{ source: 'etc', target: '/x' }];
    await expect(bench.runtime.start(bench.spec({ mounts: relative }))).rejects.toThrow(
      '“etc” is not an absolute path',
    );
    const image = 'localhost:1/craftastic/no-such-image';
    await expect(bench.runtime.start(bench.spec({ image }))).rejects.toThrow(
      `The image ${image}:latest could not be pulled`,
    );
    await expect(bench.runtime.start(bench.spec({ image: '--privileged' }))).rejects.toThrow('is not the name of');
  });

  it('does not touch the sandboxes of another installation', async () => {
    const mine = installation;
    const spec = bench.spec();
    await bench.runtime.start(spec);
    const other = await makeBench(make);
    expect(await other.bench.runtime.list()).toEqual([]);
    await other.bench.runtime.remove(spec.id);
    await other.close();
    installation = mine;
    expect(await bench.runtime.list()).toMatchObject([{ id: spec.id, running: true }]);
    await rm(other.bench.runRoot, { recursive: true, force: true });
  });
});
