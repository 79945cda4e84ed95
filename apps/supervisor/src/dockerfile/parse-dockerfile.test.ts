import { describe, expect, it } from 'vitest';
import { parseDockerfile } from './parse-dockerfile.ts';

const steps = (...lines: string[]) => parseDockerfile(['FROM debian:12', ...lines].join('\n')).stages[0]?.steps;
const only = (...lines: string[]) => steps(...lines)?.[0];

describe('the instructions of a Dockerfile', () => {
  it('in stages, after what is for all of them', () => {
    const text =
      '# syntax=docker/dockerfile:1\nARG V=12\nFROM --platform=$P node:$V AS Build\nRUN a\nFROM build\nCMD ["x"]';
    expect(parseDockerfile(text)).toMatchObject({
      globals: [{ do: 'arg', line: 2, name: 'V', value: '12' }],
      stages: [
        { line: 3, name: 'build', from: 'node:$V', platform: '$P', steps: [{ do: 'run', line: 4, command: 'a' }] },
        { line: 5, name: null, from: 'build', platform: null, steps: [] },
      ],
    });
  });

  it.each([
    [
      'a shell’s line',
      ['RUN apt-get update && \\', '  # why', '', '  apt-get install x'],
      'apt-get update &&   apt-get install x',
    ],
    ['a program', ['RUN ["echo", "a b"]'], ['echo', 'a b']],
    ['what only looks like a list', ['RUN [ -e /x ] || true'], '[ -e /x ] || true'],
    ['a script', ['RUN <<EOF', 'set -e', 'echo "$A" \\', '  b', 'EOF'], 'set -e\necho "$A" \\\n  b\n'],
    ['a shift', ['RUN echo $((1<<A)) \\', '  b'], 'echo $((1<<A))   b'],
    ['an indented script', ['RUN <<-EOF', '\techo a', '\tEOF'], 'echo a\n'],
    ['a script for a program', ['RUN python3 <<EOF', 'print(1)', 'EOF'], 'python3 <<EOF\nprint(1)\nEOF'],
    ['a cache, which is empty', ['RUN --mount=type=cache,target=/c --network=default npm ci'], 'npm ci'],
  ])('RUN of %s', (_name, lines, command) => {
    expect(only(...lines)).toMatchObject({ do: 'run', line: 2, network: true, command });
  });

  it('of which people are shown the beginning', () => {
    expect(only('RUN --network=none <<EOF', 'a', 'EOF')).toMatchObject({
      text: 'RUN --network=none <<EOF',
      network: false,
    });
    expect(only('RUN a \\', '   b')).toMatchObject({ text: 'RUN a b' });
  });

  it.each([
    ['COPY a "b c" /d/', { from: null, sources: ['a', '"b c"'], target: '/d/', owner: null, mode: null }],
    ['COPY ["a b", "/d"]', { sources: ['a b'], target: '/d' }],
    ['COPY --from=build --chown=1:2 --chmod=755 --link /a /b', { from: 'build', owner: '1:2', mode: '755' }],
    ['ADD a.txt /d/', { sources: ['a.txt'] }],
    ['COPY <<"EOF" /etc/x\n$A\nEOF', { sources: [], inline: [{ name: 'EOF', content: '$A\n' }], target: '/etc/x' }],
  ])('%s', (text, expected) => expect(only(text)).toMatchObject({ do: 'copy', ...expected }));

  it.each([
    [
      'ENV A=1 B="x y" C=$A',
      [
        ['A', '1'],
        ['B', '"x y"'],
        ['C', '$A'],
      ],
    ],
    ['ENV A some "words" here', [['A', 'some "words" here']]],
    [
      'ENV A=a\\ b \\\n  B=2',
      [
        ['A', 'a\\ b'],
        ['B', '2'],
      ],
    ],
  ])('%s', (text, pairs) => {
    expect(only(text)).toMatchObject({ do: 'env', values: pairs.map(([name, value]) => ({ name, value })) });
  });

  it('of which some say what is not theirs to say', () => {
    const lines = [
      'LABEL a=b',
      'EXPOSE 80',
      'VOLUME /x',
      'ENTRYPOINT ["/evil"]',
      'CMD x',
      'HEALTHCHECK NONE',
      'WORKDIR /w',
    ];
    expect(steps(...lines)).toEqual([{ do: 'workdir', line: 8, path: '/w' }]);
  });
});

describe('what is refused, with its line', () => {
  it.each([
    ['ADD https://example.com/x /x', 'Line 2: ADD does not download'],
    ['ADD git@github.com:a/b /x', 'ADD does not download'],
    ['ADD a.tar.gz /x', 'ADD does not unpack'],
    ['RUN --mount=type=secret,id=x cat /run/secrets/x', 'no secret'],
    ['RUN --mount=type=ssh git clone x', 'no secret'],
    ['RUN --mount=target=/src ls', 'no folder'],
    ['RUN --network=host curl x', 'network of a session'],
    ['RUN --security=insecure mount', 'RUN --security is not supported'],
    ['COPY --parents a /b', 'COPY --parents is not supported'],
    ['COPY a', 'takes a source and a target'],
    ['COPY <<EOF /x\n$A\nEOF', 'quote its name'],
    ['ONBUILD RUN x', 'ONBUILD is not supported'],
    ['FROM scratch', 'nothing in scratch'],
    ['FROM a b', 'FROM takes an image'],
    ['FETCH x', 'FETCH is no instruction'],
    ['SHELL /bin/bash', 'SHELL takes a list'],
    ['RUN', 'RUN says nothing'],
    ['ARG a-b=1', 'can’t be the name'],
    ['RUN <<EOF\n#!/usr/bin/env python3\nEOF', 'names its program'],
  ])('%s', (text, why) => expect(() => steps(text)).toThrow(why));

  it.each([
    ['', 'it has no FROM'],
    ['RUN x\nFROM a', 'Line 1: RUN comes before the first FROM'],
    ['# escape=`\nFROM a', 'escape character'],
  ])('%j', (text, why) => expect(() => parseDockerfile(text)).toThrow(why));
});
