import { describe, expect, it } from 'vitest';
import { textOfLogs } from './docker-logs.ts';
import { usageOfStats } from './docker-usage.ts';
import { unfitness } from './engine-fitness.ts';
import { imageReference } from './image-reference.ts';
import { stateOfLabels } from './labels.ts';

const cpu_stats = { cpu_usage: { total_usage: 1.5e9, percpu_usage: [], usage_in_usermode: 0, usage_in_kernelmode: 0 } };

describe('memory of a container', () => {
  it.each([
    ['cgroup v1', { total_inactive_file: 40, inactive_file: 10 }, 60],
    ['cgroup v2', { inactive_file: 30 }, 70],
    ['an engine that tells no detail', undefined, 100],
    ['numbers that can’t be', { inactive_file: 300 }, 100],
  ])('with %s', (_name, stats, memoryBytes) => {
    const memory = { usage: 100, limit: 200, ...(stats && { stats }) };
    expect(usageOfStats({ cpu_stats, memory_stats: memory })).toEqual({
      memoryBytes,
      memoryLimitBytes: 200,
      cpuSeconds: 1.5,
    });
  });

  it('of a stopped one is null', () => expect(usageOfStats({ cpu_stats, memory_stats: {} })).toBeNull());
});

it('joins the frames of a log, and drops one that was cut off', () => {
  const frame = (stream: number, text: string) => {
    const head = Buffer.alloc(8);
    head[0] = stream;
    head.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([head, Buffer.from(text)]);
  };
  expect(textOfLogs(Buffer.concat([frame(1, 'one\n'), frame(2, 'zwölf\n'), Buffer.alloc(4)]))).toBe('one\nzwölf');
  expect(textOfLogs(Buffer.alloc(0))).toBe('');
});

it.each([
  ['debian', 'debian:latest'],
  ['debian:12', 'debian:12'],
  ['localhost:5000/a/b', 'localhost:5000/a/b:latest'],
  ['a/b@sha256:00', 'a/b@sha256:00'],
  ['--privileged', null],
  ['sha256:82252b3a611c', null],
  ['a b', null],
  ['', null],
])('takes %j for the image %j', (image, expected) => expect(imageReference(image)).toBe(expected));

describe('an engine', () => {
  const fit = {
    platform: 'linux',
    architecture: 'x64',
    host: undefined,
    info: {
      OperatingSystem: 'Debian GNU/Linux 12',
      OSType: 'linux',
      Architecture: 'x86_64',
      SecurityOptions: ['name=seccomp'],
    },
  } as const;

  it('of this machine will do', () => {
    expect(unfitness(fit)).toBeNull();
    expect(unfitness({ ...fit, host: 'unix:///run/docker.sock' })).toBeNull();
  });

  it.each([
    ['on macOS', { ...fit, platform: 'darwin' }, 'virtual machine'],
    ['on another machine', { ...fit, host: 'tcp://10.0.0.1:2375' }, 'another machine'],
    ['of Docker Desktop', { ...fit, info: { ...fit.info, OperatingSystem: 'Docker Desktop' } }, 'Docker Desktop'],
    ['for Windows', { ...fit, info: { ...fit.info, OSType: 'windows' } }, 'windows containers'],
    ['for another processor', { ...fit, architecture: 'arm64' }, 'processor'],
    ['without root', { ...fit, info: { ...fit.info, SecurityOptions: ['name=rootless'] } }, 'rootless'],
  ] as const)('%s won’t', (_name, facts, why) => {
    expect(unfitness(facts)).toContain(why);
  });
});

it('takes no container for a sandbox that lacks our labels', () => {
  expect(stateOfLabels({ 'dev.craftastic.id': 'abcdef' }, true)).toBeNull();
});
