import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ReadStream } from 'node:tty';

/**
 * A process on a pseudo-terminal, over the binary that `@lydell/node-pty` ships. Its JavaScript was left out for two
 * of its habits: it destroys the descriptor 200 ms after the process ended, so a paused terminal loses what the kernel
 * still holds (up to 64 KB, the end of every build log under flow control), and it writes through libuv, which spins
 * on a terminal whose program doesn't read: one large paste then stops every other terminal too.
 */
export interface Pty {
  readonly pid: number;
  write(data: Uint8Array): void;
  resize(columns: number, rows: number): void;
  /** Stop and go on reading. After the process has ended it stays readable: what is left is bounded. */
  pause(): void;
  resume(): void;
  /** Close the descriptor; the kernel then hangs up what still uses the terminal. */
  close(): void;
}

export interface PtyOptions {
  file: string;
  args: string[];
  environment: Record<string, string>;
  directory: string;
  columns: number;
  rows: number;
  onData(chunk: Buffer): void;
  /** Once, after the last byte. A process ended by a signal has 128 + its number, as shells say it. */
  onExit(exitCode: number): void;
}

interface NativePty {
  fork(
    file: string,
    args: string[],
    environment: string[],
    directory: string,
    columns: number,
    rows: number,
    uid: number,
    gid: number,
    utf8: boolean,
    helper: string,
    onExit: (code: number, signal: number) => void,
  ): { fd: number; pid: number; pty: string };
  resize(fd: number, columns: number, rows: number): void;
}

/** Input that waits for a program which doesn't read. A person can't type so much; a larger paste is cut there. */
const INPUT_LIMIT_BYTES = 4 * 1024 * 1024;
const WRITE_RETRY_MS = 5;
/** A job left in the background may keep the terminal open after its shell ended; wait no longer than this for it. */
const DRAIN_MS = 200;

const require = createRequire(import.meta.url);
const PLATFORM = `@lydell/node-pty-${process.platform}-${process.arch}`;
let native: NativePty | undefined;

/** Once at the start rather than for the first terminal: by then an update may have replaced the files. */
export function loadPty(): NativePty {
  native ??= require(`${PLATFORM}/pty.node`) as NativePty;
  return native;
}

export function openPty(options: PtyOptions): Pty {
  const binding = loadPty();
  const helper = process.platform === 'darwin' ? require.resolve(`${PLATFORM}/spawn-helper`) : '';
  const environment = Object.entries(options.environment).map(([name, value]) => `${name}=${value}`);

  let exitCode: number | null = null;
  let drain: NodeJS.Timeout | undefined;
  const { fd, pid, pty } = binding.fork(
    options.file,
    options.args,
    environment,
    options.directory,
    options.columns,
    options.rows,
    -1,
    -1,
    true,
    helper,
    (code, signal) => {
      exitCode = signal > 0 ? 128 + signal : code;
      closeSync(held);
      if (closed) return options.onExit(exitCode);
      stream.resume();
      drain = setTimeout(() => stream.destroy(), DRAIN_MS);
    },
  );

  // Until the process has ended its side is kept open here too. Many programs close it just before they exit (all that
  // flush their output at the end); read as the end of the terminal, that would hang up on them: exit code 129.
  const held = openSync(pty, constants.O_RDWR | constants.O_NOCTTY);

  let closed = false;
  const stream = new ReadStream(fd);
  stream.on('data', options.onData);
  // EIO is how Linux says that the other side has closed.
  stream.on('error', () => stream.destroy());
  stream.on('end', () => stream.destroy());
  stream.on('close', () => {
    closed = true;
    clearTimeout(drain);
    clearTimeout(retry);
    waiting = [];
    if (exitCode !== null) options.onExit(exitCode);
  });

  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let retry: NodeJS.Timeout | undefined;
  const flush = () => {
    retry = undefined;
    while (!closed && waiting[0]) {
      let written: number;
      try {
        // The descriptor is non-blocking, so this returns at once; and on this thread it can't have been closed.
        written = writeSync(fd, waiting[0]);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') retry = setTimeout(flush, WRITE_RETRY_MS);
        else waiting = [];
        return;
      }
      waitingBytes -= written;
      if (written < waiting[0].length) waiting[0] = waiting[0].subarray(written);
      else waiting.shift();
    }
    if (waiting.length === 0) waitingBytes = 0;
  };

  return {
    pid,
    write(data) {
      if (closed || data.length === 0 || waitingBytes + data.length > INPUT_LIMIT_BYTES) return;
      waiting.push(data);
      waitingBytes += data.length;
      if (!retry) flush();
    },
    resize(columns, rows) {
      if (!closed) binding.resize(fd, columns, rows);
    },
    pause() {
      if (exitCode === null) stream.pause();
    },
    resume() {
      stream.resume();
    },
    close() {
      stream.destroy();
    },
  };
}
