import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Client, Craftastic } from './craftastic.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A small shop, served by Vite with its hot reload: two pages by the history API, and one that is long. */
export const viteApp = (title: string, colour = '#b8480e'): Record<string, string> => ({
  '.gitignore': 'node_modules/\n',
  'package.json': `${JSON.stringify({ name: 'shop', private: true, type: 'module', scripts: { dev: 'vite' } }, null, 2)}\n`,
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <script type="module" src="/src/main.js"></script>
  </head>
  <body>
    <header><h1>${title}</h1><nav><a href="/">Tea</a> <a href="/cart">Cart</a></nav></header>
    <main id="page"></main>
  </body>
</html>
`,
  'src/main.js': `import './style.css';
import { items } from './items.js';

function show() {
  const page = document.getElementById('page');
  if (location.pathname === '/cart') {
    page.innerHTML = '<h2>Your cart</h2><p>It is empty.</p>';
    return;
  }
  page.innerHTML = items.map(({ name, price }) => '<article><h2>' + name + '</h2><p>' + price + '</p></article>').join('');
}

document.querySelector('nav').addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link) return;
  event.preventDefault();
  history.pushState(null, '', link.href);
  show();
});
addEventListener('popstate', show);
show();

if (import.meta.hot) import.meta.hot.accept('./items.js', () => location.reload());
`,
  'src/items.js': `export const items = [
  { name: 'Assam', price: '4.50' },
  { name: 'Darjeeling', price: '6.20' },
  { name: 'Lapsang', price: '5.80' },
  { name: 'Sencha', price: '7.10' },
  { name: 'Rooibos', price: '3.90' },
  { name: 'Oolong', price: '8.40' },
];
`,
  'src/style.css': `body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #211e1a; background: #fbfaf8; }
header { display: flex; align-items: baseline; gap: 24px; padding: 16px 24px; color: #fff; background: ${colour}; }
h1 { margin: 0; font-size: 22px; }
nav a { color: inherit; margin-right: 12px; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 16px; padding: 24px; }
article { min-height: 300px; padding: 16px; border-radius: 12px; background: #fff; box-shadow: 0 1px 3px #0002; }
h2 { margin: 0; font-size: 17px; }
`,
});

/** Puts the Vite of this project into a session: sandboxes reach no registry here. Uploaded, then unpacked inside. */
export async function installVite(craftastic: Craftastic, client: Client, sessionId: string): Promise<void> {
  const archive = await viteArchive();
  const url = `${craftastic.url}/api/files/upload?sessionId=${sessionId}&path=vite.tgz`;
  const answer = await fetch(url, {
    method: 'PUT',
    headers: { authorization: `Bearer ${craftastic.token}` },
    body: await readFile(archive),
  });
  if (!answer.ok) throw new Error(`The upload was answered ${answer.status}: ${await answer.text()}`);
  const unpack =
    'tar xzf vite.tgz && rm vite.tgz && mkdir -p node_modules/.bin && ln -sf ../vite/bin/vite.js node_modules/.bin/vite';
  const { id } = await client.terminals.create({ sessionId, command: unpack });
  for await (const event of await client.sessions.events({ id: sessionId })) {
    if (event.type !== 'terminals') continue;
    const terminal = event.terminals.find((each) => each.id === id);
    if (terminal?.status !== 'exited') continue;
    if (terminal.exitCode !== 0) throw new Error(`Unpacking Vite ended with ${terminal.exitCode}`);
    await client.terminals.remove({ sessionId, id });
    return;
  }
}

let archive: Promise<string> | null = null;

/** One for all tests of a worker; goes with the process. */
function viteArchive(): Promise<string> {
  archive ??= makeArchive();
  return archive;
}

async function makeArchive(): Promise<string> {
  const path = join(tmpdir(), `vite-${process.pid}.tgz`);
  const folders = new Set<string>();
  await collect('vite', ROOT, folders);
  await run('tar', ['czf', path, '-C', ROOT, ...[...folders].map((folder) => relative(ROOT, folder))]);
  process.once('exit', () => rmSync(path, { force: true }));
  return path;
}

/** A package's folder and those of all that it needs, found as Node finds them. */
async function collect(name: string, from: string, folders: Set<string>): Promise<void> {
  const folder = folderOf(name, from);
  if (folder === null || folders.has(folder)) return;
  folders.add(folder);
  const { dependencies = {}, optionalDependencies = {} }: Record<'dependencies' | 'optionalDependencies', object> =
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  for (const needed of Object.keys({ ...dependencies, ...optionalDependencies }))
    await collect(needed, folder, folders);
}

function folderOf(name: string, from: string): string | null {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return folder;
  return from === ROOT || dirname(from) === from ? null : folderOf(name, dirname(from));
}
