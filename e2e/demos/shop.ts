import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, type Craftastic, ready, settled } from '../support/craftastic.ts';

/** When the pictures are taken: whatever shows an age shows the same one each time. */
export const NOW = new Date('2026-05-12T10:24:00Z');

const CART = `import { type Item, lineTotal } from './item.ts';
import { discountFor } from './discount.ts';

/** What a customer is about to buy. Amounts are in cents. */
export class Cart {
  readonly #items = new Map<string, Item>();

  add(item: Item): void {
    const known = this.#items.get(item.sku);
    const count = (known?.count ?? 0) + item.count;
    this.#items.set(item.sku, { ...item, count });
  }

  get total(): number {
    let sum = 0;
    for (const item of this.#items.values()) sum += lineTotal(item);
    return sum - discountFor(sum);
  }
}
`;

const ITEM = `export interface Item {
  sku: string;
  price: number;
  count: number;
}

export const lineTotal = ({ price, count }: Item): number => price * count;
`;

const DISCOUNT = `const STEPS = [
  { from: 10_000, percent: 5 },
  { from: 50_000, percent: 10 },
];

/** In whole cents, in favour of the customer. */
export function discountFor(sum: number): number {
  const step = STEPS.findLast(({ from }) => sum >= from);
  return step ? Math.ceil((sum * step.percent) / 100) : 0;
}
`;

const TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cart } from '../src/cart.ts';

test('an empty cart costs nothing', () => {
  assert.equal(new Cart().total, 0);
});

test('the same article twice is one line', () => {
  const cart = new Cart();
  cart.add({ sku: 'tea', price: 450, count: 1 });
  cart.add({ sku: 'tea', price: 450, count: 2 });
  assert.equal(cart.total, 1350);
});

test('from 100 there are 5 percent off', () => {
  const cart = new Cart();
  cart.add({ sku: 'pot', price: 5000, count: 2 });
  assert.equal(cart.total, 9500);
});
`;

const FILES: Record<string, string> = {
  '.gitignore': 'node_modules/\ndist/\n',
  'README.md': '# Shop\n\nCart, discounts and checkout of the shop.\n',
  'package.json': `${JSON.stringify({ name: 'shop', private: true, type: 'module', scripts: { test: 'node --test' } }, null, 2)}\n`,
  'docs/discounts.md': '# Discounts\n\n| from | off |\n|---|---|\n| 100 | 5 % |\n| 500 | 10 % |\n',
  'src/cart.ts': CART,
  'src/checkout.ts':
    "import type { Cart } from './cart.ts';\n\nexport const payable = (cart: Cart): boolean => cart.total > 0;\n",
  'src/discount.ts': DISCOUNT,
  'src/item.ts': ITEM,
  'test/cart.test.ts': TEST,
};

const ADA = 'Ada Lovelace <ada@example.com>';
const GRACE = 'Grace Hopper <grace@example.com>';
const LIN = 'Lin Chen <lin@example.com>';

interface Commit {
  mark: number;
  branch: string;
  author: string;
  /** Hours before NOW. */
  ago: number;
  message: string;
  from?: number;
  merge?: number;
  files?: Record<string, string>;
}

const HISTORY: Commit[] = [
  { mark: 1, branch: 'main', author: GRACE, ago: 160, message: 'Begin the shop', files: FILES },
  {
    mark: 2,
    branch: 'main',
    author: ADA,
    ago: 97,
    from: 1,
    message: 'Count the same article once',
    files: { 'src/cart.ts': CART },
  },
  {
    mark: 3,
    branch: 'feature/discounts',
    author: LIN,
    ago: 72,
    from: 2,
    message: 'Give 5 percent from 100',
    files: { 'docs/discounts.md': '# Discounts\n\n5 % from 100.\n' },
  },
  {
    mark: 4,
    branch: 'main',
    author: GRACE,
    ago: 50,
    from: 2,
    message: 'Run the tests with Node alone',
    files: { 'README.md': '# Shop\n\n`npm test` runs the tests.\n' },
  },
  {
    mark: 5,
    branch: 'main',
    author: GRACE,
    ago: 48,
    from: 4,
    merge: 3,
    message: 'Merge feature/discounts',
    files: { 'docs/discounts.md': FILES['docs/discounts.md'] ?? '' },
  },
  {
    mark: 6,
    branch: 'feature/checkout',
    author: ADA,
    ago: 20,
    from: 5,
    message: 'Begin the checkout',
    files: { 'src/checkout.ts': FILES['src/checkout.ts'] ?? '' },
  },
  {
    mark: 7,
    branch: 'fix/rounding',
    author: ADA,
    ago: 5,
    from: 5,
    message: 'Round discounts up',
    files: { 'src/discount.ts': DISCOUNT.replace('10 }', '12 }') },
  },
];

function fastImport(history: readonly Commit[]): string {
  const lines: string[] = [];
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}`;
  for (const { mark, branch, author, ago, message, from, merge, files = {} } of history) {
    const when = `${author} ${Math.floor(NOW.getTime() / 1000) - ago * 3600} +0000`;
    lines.push(`commit refs/heads/${branch}`, `mark :${mark}`, `author ${when}`, `committer ${when}`, data(message));
    if (from) lines.push(`from :${from}`);
    if (merge) lines.push(`merge :${merge}`);
    for (const [path, text] of Object.entries(files)) lines.push(`M 100644 inline ${path}`, data(text));
    lines.push('');
  }
  return lines.join('\n');
}

async function git(directory: string, args: string[], input = ''): Promise<void> {
  const child = spawn('git', args, { cwd: directory, stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`git ${args[0]} ended with ${code}`);
}

export interface Shop {
  environmentId: string;
  /** Opens a branch and waits for it. */
  open(branch: string): Promise<string>;
}

/** The repository of the pictures: hosted by the server itself, with a history of three people. */
export async function makeShop(craftastic: Craftastic, client: Client, name = 'shop'): Promise<Shop> {
  await client.auth.updateMe({ name: 'Ada Lovelace', email: 'ada@example.com' });
  const { id: environmentId } = await client.environments.create({ name });
  const environment = await ready(client, environmentId);
  const directory = await mkdtemp(join(tmpdir(), 'git-server-'));
  try {
    await git(directory, ['init', '-q', '--bare']);
    await git(directory, ['fast-import', '--quiet'], fastImport(HISTORY));
    const url = `http://x:${craftastic.token}@127.0.0.1:${craftastic.port}/git/${environment.slug}.git`;
    await git(directory, ['push', '-q', '--force', '--all', url]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  await client.environments.fetch({ id: environmentId });
  return {
    environmentId,
    open: async (branch) => {
      const { id } = await client.sessions.create({ environmentId, branch });
      await settled(client, id);
      return id;
    },
  };
}

/** Writes files of a session as its editor does. */
export async function write(client: Client, sessionId: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const known = await client.files.read({ sessionId, path }).catch(() => null);
    await client.files.write({ sessionId, path, text, expectedVersion: known?.version ?? null });
  }
}

export { CART, DISCOUNT };
