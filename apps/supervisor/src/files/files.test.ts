import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, readlink, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSupervisor, type TestSupervisor } from '../../test/start-supervisor.ts';

let supervisor: TestSupervisor;
let at: (path: string) => string;
let folder: string;
let count = 0;

beforeAll(async () => {
  supervisor = await startSupervisor();
  at = (path) => join(supervisor.workspace, path);
});
afterAll(() => supervisor[Symbol.asyncDispose]());

/** A folder of its own in the one worktree. */
async function freshFolder(): Promise<string> {
  folder = `t${++count}`;
  await mkdir(at(folder));
  return folder;
}

function files() {
  const { client, sessionId } = supervisor;
  const { files } = client;
  return {
    list: (path: string) => files.list({ sessionId, path }),
    read: (path: string) => files.read({ sessionId, path }),
    write: (
      path: string,
      text: string,
      expectedVersion: string | null,
      more: { eol?: 'lf' | 'crlf'; bom?: boolean } = {},
    ) => files.write({ sessionId, path, text, expectedVersion, ...more }),
    create: (path: string, type: 'file' | 'directory') => files.create({ sessionId, path, type }),
    move: (from: string, to: string) => files.move({ sessionId, from, to }),
    remove: (...paths: string[]) => files.remove({ sessionId, paths }),
    find: async (query: string) => (await files.find({ sessionId, query })).map(({ path }) => path),
  };
}

describe('reading and writing', () => {
  it.each([
    ['lf', 'a\nb\n', 'lf', false],
    ['crlf', 'a\r\nb\r\n', 'crlf', false],
    ['mixed', 'a\r\nb\nc\r\n', 'mixed', false],
    ['bom', '\ufeffa\n', 'lf', true],
    ['empty', '', 'lf', false],
    ['a lone return', 'a\rb\n', 'mixed', false],
  ])('gives back byte by byte what was not edited: %s', async (name, content, eol, bom) => {
    const path = `${await freshFolder()}/${name}.txt`;
    await writeFile(at(path), content);
    const read = await files().read(path);
    expect(read).toMatchObject({ eol, bom, size: Buffer.byteLength(content), readOnly: false });
    expect(read.text).not.toMatch(/[\r\ufeff]/);
    const { version } = await files().write(path, read.text, read.version, {
      eol: eol === 'crlf' ? 'crlf' : 'lf',
      bom,
    });
    expect(version).toBe(read.version);
    expect(await readFile(at(path), 'utf8')).toBe(content);
  });

  it('keeps the line ends of lines that were not edited', async () => {
    const path = `${await freshFolder()}/mixed.txt`;
    await writeFile(at(path), 'one\r\ntwo\nthree\r\nfour\r\nfive\n');
    const { version } = await files().read(path);
    await files().write(path, 'zero\none\nTWO\nthree\nfour\nfive\n', version);
    expect(await readFile(at(path), 'utf8')).toBe('zero\r\none\r\nTWO\r\nthree\r\nfour\r\nfive\n');
  });

  it('refuses to overwrite what changed meanwhile', async () => {
    const path = `${await freshFolder()}/a.txt`;
    await writeFile(at(path), 'one');
    const { version } = await files().read(path);
    await writeFile(at(path), 'two');
    const current = (await files().read(path)).version;
    await expect(files().write(path, 'mine', version)).rejects.toMatchObject({
      code: 'FILE_CHANGED',
      status: 409,
      data: { path, version: current },
    });
    await expect(files().write(path, 'mine', null)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    await expect(files().write(`${path}2`, 'mine', version)).rejects.toMatchObject({
      code: 'FILE_CHANGED',
      data: { version: null },
    });
    expect(await readFile(at(path), 'utf8')).toBe('two');
  });

  it('lets exactly one of many writers win', async () => {
    const path = `${await freshFolder()}/a.txt`;
    await writeFile(at(path), 'start');
    const { version } = await files().read(path);
    const overwriting = await Promise.allSettled(
      Array.from({ length: 12 }, (_, writer) => files().write(path, `writer ${writer}`, version)),
    );
    expect(overwriting.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const creating = await Promise.allSettled(
      Array.from({ length: 12 }, (_, writer) => files().write(`${path}.new`, `writer ${writer}`, null)),
    );
    expect(creating.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(at(folder))).toEqual(['a.txt', 'a.txt.new']);
  });

  it('keeps the mode, and writes the target of a symlink', async () => {
    await freshFolder();
    await writeFile(at(`${folder}/run.sh`), 'echo\n');
    await chmod(at(`${folder}/run.sh`), 0o750);
    await symlink('run.sh', at(`${folder}/link`));
    const { version } = await files().read(`${folder}/link`);
    await files().write(`${folder}/link`, 'echo 2\n', version);
    expect((await lstat(at(`${folder}/link`))).isSymbolicLink()).toBe(true);
    expect((await stat(at(`${folder}/run.sh`))).mode & 0o777).toBe(0o750);
    expect(await readFile(at(`${folder}/run.sh`), 'utf8')).toBe('echo 2\n');
  });

  it.each([
    ['a binary', Buffer.from([1, 2, 0, 3]), 'FILE_NOT_TEXT', 415],
    ['Latin-1', Buffer.from('caf\xe9\n', 'latin1'), 'FILE_NOT_TEXT', 415],
    ['more than 5 MB', Buffer.alloc(5 * 1024 * 1024 + 1, 'a'), 'FILE_TOO_LARGE', 413],
  ])('declines %s', async (_, content, code, status) => {
    const path = `${await freshFolder()}/file`;
    await writeFile(at(path), content);
    await expect(files().read(path)).rejects.toMatchObject({ code, status });
  });

  it('takes 5 MB', async () => {
    const path = `${await freshFolder()}/large`;
    await writeFile(at(path), Buffer.alloc(5 * 1024 * 1024, 'abc\n'));
    const { text, version } = await files().read(path);
    await files().write(path, `${text.slice(0, -4)}end\n`, version);
    expect((await readFile(at(path), 'utf8')).endsWith('abc\nend\n')).toBe(true);
  });

  it('makes the folders of a new file', async () => {
    await freshFolder();
    await files().write(`${folder}/x/y/z.txt`, 'z', null);
    expect(await readFile(at(`${folder}/x/y/z.txt`), 'utf8')).toBe('z');
  });
});

describe('paths', () => {
  it.each([
    ['../x', 'PATH_OUTSIDE'],
    ['a/../../x', 'PATH_OUTSIDE'],
    ['.git', 'PATH_OUTSIDE'],
    ['.git/config', 'PATH_OUTSIDE'],
    ['.GIT/config', 'PATH_OUTSIDE'],
    ['a//b', 'FILE_NAME_INVALID'],
    ['./a', 'FILE_NAME_INVALID'],
    ['x'.repeat(256), 'FILE_NAME_INVALID'],
    ['/etc/passwd', 'BAD_REQUEST'],
    ['a\0b', 'BAD_REQUEST'],
    ['not there', 'FILE_NOT_FOUND'],
    ['outside', 'PATH_OUTSIDE'],
    ['outside/passwd', 'PATH_OUTSIDE'],
    ['file-outside', 'PATH_OUTSIDE'],
    ['git-link', 'PATH_OUTSIDE'],
    ['loop', 'PATH_OUTSIDE'],
    ['dangling', 'FILE_NOT_FOUND'],
  ])('refuses %j with %s', async (path, code) => {
    for (const [link, target] of [
      ['outside', '/etc'],
      ['file-outside', '/etc/passwd'],
      ['git-link', '.git'],
      ['loop', 'loop'],
      ['dangling', 'nothing'],
    ] as const) {
      await symlink(target, at(link)).catch(() => undefined);
    }
    await expect(files().read(path)).rejects.toMatchObject({ code });
    if (code === 'FILE_NOT_FOUND' && path !== 'dangling') return;
    await expect(files().write(path, 'x', null)).rejects.toMatchObject({ code });
  });

  it('never leaves the worktree by a folder that is swapped for a symlink', async () => {
    await freshFolder();
    const elsewhere = join(supervisor.workspace, '..', '..', `elsewhere-${folder}`);
    await mkdir(elsewhere);
    await mkdir(at(`${folder}/real`));
    // The same content, so that the version alone would let a write through.
    for (const place of [elsewhere, at(`${folder}/real`)]) await writeFile(join(place, 'same'), 'same');
    await writeFile(join(elsewhere, 'which'), 'outside');
    await writeFile(at(`${folder}/real/which`), 'inside');
    await symlink(elsewhere, at(`${folder}/evil`));
    const { ino } = await stat(join(elsewhere, 'same'));
    const { version } = await files().read(`${folder}/real/same`);
    let swapping = true;
    const swaps = (async () => {
      while (swapping) {
        await rename(at(`${folder}/real`), at(`${folder}/kept`));
        await rename(at(`${folder}/evil`), at(`${folder}/real`));
        await rename(at(`${folder}/real`), at(`${folder}/evil`));
        await rename(at(`${folder}/kept`), at(`${folder}/real`));
      }
    })();
    const seen = new Set<string>();
    for (let round = 0; round < 300; round++) {
      const reading = files().read(`${folder}/real/which`);
      const writing = files().write(`${folder}/real/same`, 'same', version);
      const [read] = await Promise.allSettled([reading, writing]);
      if (read.status === 'fulfilled') seen.add(read.value.text);
    }
    swapping = false;
    await swaps;
    expect([...seen]).toEqual(['inside']);
    expect((await stat(join(elsewhere, 'same'))).ino).toBe(ino);
    expect((await readdir(elsewhere)).sort()).toEqual(['same', 'which']);
  });

  it('reads, writes, lists, moves and removes names that are not UTF-8', async () => {
    await freshFolder();
    const name = Buffer.concat([Buffer.from(`${at(folder)}/caf`), Buffer.from([0xe9]), Buffer.from('.txt')]);
    await writeFile(name, 'latin');
    const [entry] = await files().list(folder);
    const path = entry?.path ?? '';
    expect(path).toBe(`${folder}/caf\uefe9.txt`);
    const { text, version } = await files().read(path);
    expect(text).toBe('latin');
    await files().write(path, 'changed', version);
    expect(await readFile(name, 'utf8')).toBe('changed');
    expect(await files().find('caf')).toEqual([path]);
    await files().move(path, `${folder}/caf\uefe8`);
    expect((await files().list(folder)).map(({ name }) => name)).toEqual(['caf\uefe8']);
    await files().remove(`${folder}/caf\uefe8`);
    expect(await readdir(at(folder))).toEqual([]);
  });
});

describe('entries', () => {
  it('lists directories first, in natural order, and says what is ignored and where links lead', async () => {
    await freshFolder();
    for (const name of ['file10', 'file2', 'File3', 'out.log', '.hidden'])
      await writeFile(at(`${folder}/${name}`), 'abc');
    for (const name of ['z-dir', 'node_modules']) await mkdir(at(`${folder}/${name}`));
    await writeFile(at(`${folder}/.gitignore`), '*.log\nnode_modules/\n');
    await symlink('z-dir', at(`${folder}/to-dir`));
    await symlink('/etc', at(`${folder}/to-outside`));
    await symlink('nowhere', at(`${folder}/to-nothing`));
    const entries = await files().list(folder);
    expect(
      entries.map(({ name, type, target, ignored }) => [name, target ? `${type} ${target}` : type, ignored]),
    ).toEqual([
      ['node_modules', 'directory', true],
      ['to-dir', 'symlink directory', false],
      ['z-dir', 'directory', false],
      ['.gitignore', 'file', false],
      ['.hidden', 'file', false],
      ['file2', 'file', false],
      ['File3', 'file', false],
      ['file10', 'file', false],
      ['out.log', 'file', true],
      ['to-nothing', 'symlink broken', false],
      ['to-outside', 'symlink outside', false],
    ]);
    expect((await files().list('')).map(({ name }) => name)).not.toContain('.git');
  });

  it('creates, but never over something', async () => {
    await freshFolder();
    await files().create(`${folder}/a/b`, 'directory');
    await files().create(`${folder}/a/b/c.txt`, 'file');
    for (const type of ['file', 'directory'] as const) {
      await expect(files().create(`${folder}/a/b`, type)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
      await expect(files().create(`${folder}/a/b/c.txt/d`, type)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    }
  });

  it('moves files, directories and symlinks, but never over something', async () => {
    await freshFolder();
    await mkdir(at(`${folder}/dir/inner`), { recursive: true });
    await mkdir(at(`${folder}/empty`));
    await writeFile(at(`${folder}/one`), '1');
    await writeFile(at(`${folder}/two`), '2');
    await symlink('/etc', at(`${folder}/link`));
    for (const [from, to] of [
      ['one', 'two'],
      ['dir', 'two'],
      ['one', 'dir'],
      ['dir', 'empty'],
      ['link', 'one'],
    ]) {
      await expect(files().move(`${folder}/${from}`, `${folder}/${to}`)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    }
    await expect(files().move(`${folder}/dir`, `${folder}/dir/inner/x`)).rejects.toMatchObject({
      code: 'FILE_NAME_INVALID',
    });
    await expect(files().move(`${folder}/no`, `${folder}/x`)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await files().move(`${folder}/one`, `${folder}/ONE`);
    await files().move(`${folder}/dir`, `${folder}/deep/er/dir`);
    await files().move(`${folder}/link`, `${folder}/link2`);
    expect((await readdir(at(folder))).sort()).toEqual(['ONE', 'deep', 'empty', 'link2', 'two']);
    expect(await readlink(at(`${folder}/link2`))).toBe('/etc');
    expect(await readdir(at(`${folder}/deep/er/dir`))).toEqual(['inner']);
  });

  it('removes directories and links, and not what links point to', async () => {
    await freshFolder();
    await mkdir(at(`${folder}/keep`));
    await writeFile(at(`${folder}/keep/file`), '');
    await mkdir(at(`${folder}/gone/deep`), { recursive: true });
    await symlink('../keep', at(`${folder}/gone/link`));
    await expect(files().remove(`${folder}/gone`, `${folder}/not there`)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    await files().remove(`${folder}/gone`, `${folder}/gone/deep`);
    expect(await readdir(at(folder))).toEqual(['keep']);
    expect(await readdir(at(`${folder}/keep`))).toEqual(['file']);
  });

  it('finds files as they come and go, but not ignored ones', async () => {
    await freshFolder();
    await writeFile(at(`${folder}/quickopen-one.ts`), '');
    await writeFile(at('.gitignore'), '*.ignored\n');
    await expect.poll(() => files().find('quickopen'), { timeout: 10_000 }).toEqual([`${folder}/quickopen-one.ts`]);
    await mkdir(at(`${folder}/sub`));
    await writeFile(at(`${folder}/sub/quickopen-two.ts`), '');
    await writeFile(at(`${folder}/sub/quickopen-three.ignored`), '');
    await expect
      .poll(() => files().find('quickopen'), { timeout: 10_000 })
      .toEqual([`${folder}/quickopen-one.ts`, `${folder}/sub/quickopen-two.ts`]);
    await files().remove(`${folder}/quickopen-one.ts`);
    await expect.poll(() => files().find('quickopen'), { timeout: 10_000 }).toEqual([`${folder}/sub/quickopen-two.ts`]);
  });
});

describe('streams', () => {
  const url = (action: string, path: string, more = '') => `/files/${action}?path=${encodeURIComponent(path)}${more}`;
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  it('uploads and downloads a file as it is, whole and in parts', async () => {
    await freshFolder();
    const content = Buffer.alloc(3_000_000, 'Ünïcode\0\xff');
    const up = await supervisor.fetch(url('upload', `${folder}/new/b ü.bin`), { method: 'PUT', body: content });
    expect(up.status).toBe(201);
    const down = await supervisor.fetch(url('download', `${folder}/new/b ü.bin`));
    expect(down.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''b%20%C3%BC.bin");
    expect(hash(Buffer.from(await down.arrayBuffer()))).toBe(hash(content));
    const part = await supervisor.fetch(url('download', `${folder}/new/b ü.bin`), {
      headers: { range: 'bytes=10-19' },
    });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/3000000']);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(content.subarray(10, 20));
    const beyond = await supervisor.fetch(url('download', `${folder}/new/b ü.bin`), {
      headers: { range: 'bytes=3000000-' },
    });
    expect(beyond.status).toBe(416);
    await beyond.arrayBuffer();
  });

  it('overwrites only when told to, and leaves nothing of an upload that broke off', async () => {
    const path = `${await freshFolder()}/a`;
    await writeFile(at(path), 'old');
    const refused = await supervisor.fetch(url('upload', path), { method: 'PUT', body: 'new' });
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'FILE_EXISTS', data: { path } }]);
    const broken = new AbortController();
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.alloc(100_000, 'x'));
      },
      pull: () => broken.abort(),
    });
    await expect(
      supervisor.fetch(url('upload', path, '&overwrite=1'), {
        method: 'PUT',
        body,
        duplex: 'half',
        signal: broken.signal,
      }),
    ).rejects.toThrow();
    await expect.poll(() => readdir(at(folder))).toEqual(['a']);
    expect(await readFile(at(path), 'utf8')).toBe('old');
    const done = await supervisor.fetch(url('upload', path, '&overwrite=1'), { method: 'PUT', body: 'new' });
    await done.arrayBuffer();
    expect(await readFile(at(path), 'utf8')).toBe('new');
  });

  it('downloads a directory as a zip', async () => {
    await freshFolder();
    await mkdir(at(`${folder}/in`));
    await writeFile(at(`${folder}/in/a.txt`), 'content of a');
    await symlink('/etc', at(`${folder}/link`));
    const response = await supervisor.fetch(url('download', folder));
    const zip = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-disposition')).toContain(`${folder}.zip`);
    expect(zip.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
    const names = zip.toString('latin1');
    for (const name of ['in/', 'in/a.txt', 'link']) expect(names).toContain(`${folder}/${name}`);
  });

  it.each([
    ['download', '../x', 403],
    ['download', 'nothing here', 404],
    ['download', '.git', 403],
    ['upload', '../x', 403],
    ['upload', '', 400],
    ['upload', '/etc/x', 400],
  ])('refuses the %s of %j', async (action, path, status) => {
    const response = await supervisor.fetch(
      url(action, path),
      action === 'upload' ? { method: 'PUT', body: 'x' } : { method: 'GET' },
    );
    expect(response.status).toBe(status);
    await response.arrayBuffer();
  });
});
