import { api } from '@craftastic/contract/api';
import { createORPCClient } from '@orpc/client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import type { Client, Craftastic } from './craftastic.ts';

/** Somebody other than who looks after the server, logged in as a browser is. */
export interface TestPerson {
  login: string;
  /** `name=value`, as a browser sends it. */
  cookie: string;
  client: Client;
}

/** Invite somebody and use the invitation. */
export async function join(craftastic: Craftastic, login: string): Promise<TestPerson> {
  const { url } = await craftastic.client().people.invite({ login });
  const answer = await fetch(url, { redirect: 'manual' });
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  return { login, cookie, client: clientOf(craftastic, { cookie }) };
}

/** The API as whoever has these headers. */
export function clientOf(craftastic: Craftastic, headers: Record<string, string>): Client {
  return createORPCClient(new OpenAPILink(api, { url: `${craftastic.url}/api`, headers }));
}
