import { expect, test } from 'vitest';
import { openPty } from './pty.ts';

const exitOf = (command: string): Promise<number> =>
  new Promise((resolve) => {
    openPty({
      file: '/bin/bash',
      args: ['-c', command],
      environment: { PATH: process.env.PATH ?? '' },
      directory: '/',
      columns: 80,
      rows: 24,
      onData: () => {},
      onExit: resolve,
    });
  });

test('a program that closes the terminal before it ends is not hung up on', async () => {
  // As what flushes its output at the end does, ln and tar for instance: they were told to have ended with 129.
  const codes = await Promise.all(Array.from({ length: 20 }, () => exitOf('exec <&- >&- 2>&-; sleep 0.05; exit 3')));
  expect(new Set(codes)).toEqual(new Set([3]));
});
