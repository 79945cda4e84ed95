import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import WebSocket from 'ws';
import type { Client, Craftastic } from './craftastic.ts';
import type { TestPerson } from './people.ts';

/** The standing streams over the socket that the web app uses; `closed` resolves with the code that it was closed with. */
export async function openStreams(craftastic: Craftastic, person: TestPerson) {
  const peer = new WebSocket(`${craftastic.url.replace('http', 'ws')}/api/events/socket`, {
    headers: { cookie: person.cookie },
  });
  await new Promise((resolve, reject) => peer.once('open', resolve).once('error', reject));
  const client = createORPCClient(new RPCLink({ websocket: peer as unknown as globalThis.WebSocket })) as Client;
  return {
    client,
    closed: new Promise<number>((resolve) => peer.once('close', resolve)),
    [Symbol.dispose]: () => peer.terminate(),
  };
}
