import { execFile, spawn } from 'node:child_process';
import { promisify, stripVTControlCharacters } from 'node:util';
import { PROMPT } from './terminal-socket.ts';

const execute = promisify(execFile);

/** Run a program to its end; throws with what it printed where it fails. */
export async function run(program: string, args: string[], cwd?: string): Promise<string> {
  const { stdout } = await execute(program, args, { ...(cwd && { cwd }), maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/**
 * Milliseconds until a program on a pseudo-terminal shows a shell's prompt; it is ended then, and awaited. The
 * terminal is util-linux's `script`, which takes its command as one line: none of it may come from outside.
 */
export async function timeToPrompt(command: string, cwd: string): Promise<number> {
  const begin = performance.now();
  const child = spawn('script', ['-qfec', command, '/dev/null'], { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve, reject) => child.once('close', () => resolve()).once('error', reject));
  let text = '';
  const prompt = new Promise<number>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-4096);
      if (PROMPT.test(stripVTControlCharacters(text))) resolve(performance.now() - begin);
    });
  });
  const time = await Promise.race([prompt, ended]);
  if (time === undefined) throw new Error(`${command} ended without a prompt: ${text}`);
  child.stdin.end('exit\n');
  await ended;
  return time;
}
