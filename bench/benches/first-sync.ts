import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { copyLine, openTransaction } from '@craftastic/db/sql';
import pg from 'pg';
import type { Bench } from '../support/bench.ts';
import { run } from '../support/command.ts';
import { ContentScene, pages, type Repository } from '../support/content.ts';
import type { Figure } from '../support/figure.ts';
import { forgetPeak, peakOf } from '../support/process-memory.ts';
import { timed } from '../support/samples.ts';

const FILES = 10_000;
const MANY_FILES = 100_000;
const TURNS = 3;
/** Rows that a file gives: file, content, Thing, relation, blob. The text is in two of them. */
const ROWS = [true, true, false, false, false];

const execute = promisify(execFile);

export const firstSync: Bench = {
  title: `first sync of ${FILES.toLocaleString('en')} Markdown files`,
  notes: [
    'From the binding of a folder until all of its Things are readable, over the public API. Each turn has a repository of its own.',
    'The binding comes once the server has done with the push, which it fetches for sessions: that would be beside the sync.',
    'Beside it, in turn: `git cat-file --batch` over the same files, to nowhere: reading alone, with nothing done with it.',
    'And the least that keeping them takes: the same, and as many rows with the same texts, by one COPY into a table without an index.',
    `Memory is the greatest resident set of the server's process meanwhile, of a server of its own for each size; the database has its own.`,
  ],
  async run(stack) {
    const scene = await ContentScene.start(stack);
    const pool = new pg.Pool({ connectionString: await scene.craftastic.databaseUrl(), max: 1 });
    stack.defer(() => pool.end());
    await pool.query('CREATE TABLE bench_rows (kind int, name text, body text)');
    stack.defer(async () => void (await pool.query('DROP TABLE bench_rows')));
    const samples: number[] = [];
    const reading: number[] = [];
    const keeping: number[] = [];
    for (let turn = 0; turn <= TURNS; turn++) {
      const repository = await scene.repository(`Many ${turn}`);
      const commit = await repository.commit('main', pages(FILES, `turn ${turn}`));
      await repository.push('main');
      await fetched(scene, repository, commit);
      const taken = await timed(() => bound(scene, repository, `https://many-${turn}.example`, commit));
      const read = await timed(() => run('sh', ['-c', `${contentsOf(commit)} > /dev/null`], repository.hosted));
      const kept = await timed(() => catAndCopy(pool, repository, commit));
      // The first turn warms them up.
      if (turn === 0) continue;
      samples.push((FILES * 1000) / taken);
      reading.push((FILES * 1000) / read);
      keeping.push((FILES * 1000) / kept);
    }
    const figure = { what: 'first sync', unit: 'files/s', samples } as const;
    const git = { name: 'git cat-file', samples: reading };
    return [
      { ...figure, peer: git, aim: { of: 'figure', is: 'at least', bound: 5000 } },
      { ...figure, peer: git, aim: { of: 'ratio', is: 'at least', bound: 0.35 } },
      { ...figure, peer: { name: 'cat-file and COPY', samples: keeping } },
      ...(process.platform === 'linux' ? [await memory()] : []),
    ];
  },
};

/** Resolves when the server has done with a push: its sessions' repository has fetched it. */
async function fetched({ client }: ContentScene, { environment }: Repository, commit: string): Promise<void> {
  for (;;) {
    const branches = await client.environments.branches({ id: environment.id });
    if (branches.some(({ name, head }) => name === 'main' && head === commit)) return;
    await wait(50);
  }
}

/** Resolves when the Things of a folder that is bound now are readable. */
async function bound(scene: ContentScene, repository: Repository, ns: string, commit: string): Promise<void> {
  const after = await scene.lastEvent();
  await scene.client.bindings.create({ ns, environmentId: repository.environment.id, path: 'docs' });
  await scene.synced(ns, 'main', commit, after);
}

/** A command line for the contents of a commit's files, as git writes them. */
const contentsOf = (commit: string) =>
  `git -c safe.directory='*' ls-tree -r --format='%(objectname)' ${commit} | git -c safe.directory='*' cat-file --batch`;

/** Read all, and keep the rows that a sync makes of it. */
async function catAndCopy(pool: pg.Pool, { hosted }: Repository, commit: string): Promise<void> {
  const options = { cwd: hosted, encoding: 'buffer', maxBuffer: 1024 ** 3 } as const;
  const { stdout } = await execute('sh', ['-c', contentsOf(commit)], options);
  const lines: string[] = [];
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf('\n', at);
    const [name = '', , size] = stdout.toString('latin1', at, end).split(' ');
    const text = stdout.toString('utf8', end + 1, end + 1 + Number(size));
    for (const [kind, hasText] of ROWS.entries()) lines.push(copyLine([kind, name, hasText ? text : null]));
    at = end + 2 + Number(size);
  }
  await using tx = await openTransaction(pool);
  await tx.copy('bench_rows (kind, name, body)', lines.join(''));
  await tx.commit();
}

async function memory(): Promise<Figure> {
  const [few, many] = [await peak(FILES), await peak(MANY_FILES)];
  return {
    what: `memory, ${MANY_FILES.toLocaleString('en')} files`,
    unit: 'MB',
    samples: [many],
    peer: { name: `${FILES.toLocaleString('en')} files`, samples: [few] },
    aim: { of: 'ratio', is: 'at most', bound: 1.3 },
  };
}

/** Of a new server, in MB. */
async function peak(count: number): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const scene = await ContentScene.start(stack);
  const repository = await scene.repository('Large');
  const commit = await repository.commit('main', pages(count, 'one'));
  await repository.push('main');
  await fetched(scene, repository, commit);
  const pid = scene.craftastic.pid ?? 0;
  await forgetPeak(pid);
  await bound(scene, repository, 'https://large.example', commit);
  return peakOf(pid);
}
