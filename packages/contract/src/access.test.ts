import { isContractProcedure } from '@orpc/contract';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import type { Access } from './access.ts';
import { api } from './api.ts';

interface Procedure {
  '~orpc': { meta: { access?: Access }; inputSchema?: z.ZodType };
}

function proceduresOf(node: object, name = 'api'): [string, Procedure][] {
  if (isContractProcedure(node)) return [[name, node as unknown as Procedure]];
  return Object.entries(node).flatMap(([key, below]) => proceduresOf(below as object, `${name}.${key}`));
}

const all = proceduresOf(api);

test.each(all)('%s declares who may call it', (_name, { '~orpc': { meta, inputSchema } }) => {
  const { access } = meta;
  expect(access).toBeDefined();
  if (typeof access !== 'object') return;
  const [, field = ''] = Object.entries(access).find(([key]) => key !== 'role') ?? [];
  // What access is decided by may never be left out.
  const { error } = inputSchema?.safeParse({}) ?? {};
  expect(error?.issues.map(({ path: [first] }) => first)).toContain(field);
});

test('open to strangers is what they need to log in, and nothing else', () => {
  const open = all.filter(([, procedure]) => procedure['~orpc'].meta.access === 'open').map(([name]) => name);
  expect(open).toEqual([
    'api.auth.health',
    'api.auth.login',
    'api.auth.logout',
    'api.github.signIn',
    'api.github.startDevice',
    'api.github.askDevice',
  ]);
});
