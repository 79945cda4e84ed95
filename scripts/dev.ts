// npm run dev: the API, started again when its files change, and the web app with hot reload in front of it.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildPreviewPage } from './build-preview-page.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const port = process.env.PORT ?? '3000';
const children: ChildProcess[] = [];

function run(command: string, args: string[]): void {
  const child = spawn(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PORT: port, CRAFTASTIC_API: `http://127.0.0.1:${port}` },
  });
  child.once('exit', (code) => {
    for (const other of children) other.kill('SIGTERM');
    process.exitCode ??= code ?? 1;
  });
  children.push(child);
}

await buildPreviewPage();
// Sandboxes outlive the API, so a restart costs no terminal and no dev server.
run('node', ['--watch-path=apps/api/src', '--watch-path=packages', '--watch-preserve-output', 'apps/api/src/main.ts']);
run('vite', ['--clearScreen', 'false']);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
