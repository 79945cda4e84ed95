import type { Access } from '@craftastic/contract/access';
import { api } from '@craftastic/contract/api';
import { ORPCError } from '@orpc/client';
import { isContractProcedure } from '@orpc/contract';
import type { z } from 'zod';
import type { Client } from './craftastic.ts';

interface Procedure {
  '~orpc': { meta: { access?: Access }; route: { method?: string }; inputSchema?: z.ZodType };
}

function proceduresOf(node: object, path: string[] = []): { path: string[]; procedure: Procedure }[] {
  if (isContractProcedure(node)) return [{ path, procedure: node as unknown as Procedure }];
  return Object.entries(node).flatMap(([key, below]) => proceduresOf(below as object, [...path, key]));
}

/** What ends something that the walk still needs: it is called when all else has been. */
const LAST = [
  'terminals.remove',
  'sessions.stop',
  'sessions.remove',
  'bindings.remove',
  'environments.remove',
  'members.leave',
  'people.remove',
];
/** What ends the caller's own logins and tokens comes last of all. */
export const ENDS_LOGIN = ['auth.endLogin', 'auth.logoutEverywhere', 'auth.logout'];
const ORDER = [...LAST, ...ENDS_LOGIN];

/** All of the contract, what ends something last. */
export const PROCEDURES = proceduresOf(api)
  .map(({ path, procedure }) => ({ name: path.join('.'), path, procedure }))
  .sort((one, other) => ORDER.indexOf(one.name) - ORDER.indexOf(other.name));

/** Something to be kept from others: an environment with a session and a binding, full of words that say whose it is. */
export interface Place {
  environmentId: string;
  slug: string;
  sessionId: string;
  terminalId: string;
  ns: string;
  /** What nobody who may not read it ever gets to see. */
  canaries: string[];
}

export interface Answer {
  /** `ok`, or the code of the error. */
  code: string;
  message: string;
  text: string;
}

/** Call a procedure for its first answer: of a stream, that it begins. */
export async function call(client: Client, path: string[], input: unknown): Promise<Answer> {
  const procedure = path.reduce((node, name) => (node as Record<string, unknown>)[name], client as unknown);
  const end = new AbortController();
  try {
    const answer = await (procedure as (input: unknown, options: object) => Promise<unknown>)(input, {
      signal: end.signal,
    });
    return { code: 'ok', message: '', text: JSON.stringify(answer) ?? '' };
  } catch (error) {
    if (!(error instanceof ORPCError)) throw error;
    return { code: error.code, message: error.message, text: JSON.stringify(error) };
  } finally {
    end.abort();
  }
}

/** The fields by which a procedure is told what it is about. */
export function fieldsOf(access: Access | undefined, place: Place): Record<string, unknown> {
  const { environmentId, sessionId, ns } = place;
  const named = { environmentId, sessionId, ns, terminal: place.terminalId };
  if (typeof access !== 'object') return { ...named, id: environmentId };
  if ('environment' in access) return { ...named, id: environmentId, [access.environment]: environmentId };
  if ('session' in access) return { ...named, id: place.terminalId, [access.session]: sessionId };
  return { ...named, id: `${ns}/`, [access.binding]: ns };
}

/** Of nothing that is there. */
export const ABSENT: Place = {
  environmentId: 'absent222222',
  slug: 'absent',
  sessionId: 'absent333333',
  terminalId: 'absent444444',
  ns: 'https://absent.example',
  canaries: [],
};
