import type { IncomingMessage, ServerResponse } from 'node:http';
import { Id } from '@craftastic/contract/ids';
import { verify } from '@octokit/webhooks-methods';
import type { App } from '../app.ts';
import { fail } from '../session-scope/raw.ts';
import { githubEventOf } from './github-event.ts';

/** As much as GitHub sends at the most. */
const MOST_BYTES = 25 * 1024 * 1024;
const DELIVERY = /^[\w-]{1,100}$/;

/**
 * `POST /api/webhooks/github?environment={id}`: no login, but a signature by that environment's secret over the body as it
 * came. Until it has been checked nothing of the body is looked at.
 */
export async function serveGithubWebhook(app: App, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // What is not read of a refused body must not be taken for the next request of its connection.
  response.setHeader('connection', 'close');
  const id = Id.safeParse(new URL(request.url ?? '/', 'http://api').searchParams.get('environment')).data;
  const signature = request.headers['x-hub-signature-256'];
  const secret = id === undefined ? null : await app.webhooks.secretOf(id);
  if (id === undefined || secret === null || typeof signature !== 'string') {
    // One answer for all three: it does not tell which environments there are.
    return fail(response, 401, 'UNAUTHENTICATED', 'This address takes signed webhooks of one environment only.');
  }
  const body = await bodyOf(request);
  if (body === null) return fail(response, 413, 'BAD_INPUT', 'The webhook is larger than GitHub’s ever are.');
  if (!(await verify(secret, body, signature).catch(() => false))) {
    return fail(response, 401, 'UNAUTHENTICATED', 'The signature is not by the secret of this environment.');
  }
  const name = String(request.headers['x-github-event'] ?? '');
  const delivery = String(request.headers['x-github-delivery'] ?? '');
  if (!DELIVERY.test(delivery)) return fail(response, 400, 'BAD_INPUT', 'X-GitHub-Delivery is missing.');
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    return fail(response, 415, 'BAD_INPUT', 'Choose the content type application/json for this webhook.');
  }
  let event: ReturnType<typeof githubEventOf>;
  try {
    event = githubEventOf(name, JSON.parse(body));
  } catch {
    return fail(response, 400, 'BAD_INPUT', `This is no ${name} event as GitHub describes it.`);
  }
  const isNew = await app.webhooks.take(id, { id: delivery, name: name.slice(0, 100), event });
  const taken = !isNew ? 'repeated' : event.kind === 'moved' ? 'fetching' : event.kind;
  response.writeHead(isNew && event.kind === 'moved' ? 202 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ taken }));
}

/** Null for more than is taken; the rest is not read. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    size += (part as Buffer).length;
    if (size > MOST_BYTES) return null;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}
