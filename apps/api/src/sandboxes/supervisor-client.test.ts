import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import { connectSupervisor, type SessionClient } from './supervisor-client.ts';

const stack = new AsyncDisposableStack();
afterEach(() => stack.disposeAsync());

/** A supervisor that tells one event, and then nothing. */
async function silent(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cs-client-'));
  stack.defer(() => rm(directory, { recursive: true }));
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: message\ndata: {"json":{"type":"activity","at":"2026-01-01T00:00:00.000Z"}}\n\n');
  });
  const path = join(directory, 'supervisor.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return path;
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

// Cancelling did nothing, now and then: what led from the caller's signal to the connection had been collected.
test('a stream ends when it is cancelled, also long after it has begun', async () => {
  const connection = connectSupervisor<SessionClient>(await silent());
  stack.defer(() => connection.close());
  const cancel = new AbortController();
  const events = await connection.client.events(undefined, { signal: cancel.signal });
  await events.next();
  const ended = expect(events.next()).rejects.toThrow();
  for (let turn = 0; turn < 5; turn++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  cancel.abort();
  await ended;
});
