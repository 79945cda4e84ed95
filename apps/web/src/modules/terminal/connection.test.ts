import type { AddressInfo } from 'node:net';
import {
  ACKNOWLEDGE_BYTES,
  type ClientMessage,
  decodeClient,
  encodeServer,
} from '@craftastic/contract/terminal-frames';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type WebSocket as Peer, WebSocketServer } from 'ws';
import { backOff, type ConnectionState, TerminalConnection } from './connection.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const snapshot = encodeServer({ kind: 'snapshot', columns: 80, rows: 24, data: bytes('screen') });

/** A real server and one connection to it; what came on either side is in lists. */
async function open(options: { silent?: boolean } = {}) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((listening) => server.once('listening', listening));
  const peers: Peer[] = [];
  const received: ClientMessage[] = [];
  const states: ConnectionState[] = [];
  const wakes: (() => void)[] = [];
  server.on('connection', (peer) => {
    peers.push(peer);
    peer.on('message', (data) => {
      const message = Buffer.isBuffer(data) ? decodeClient(data) : null;
      if (message) received.push(message);
    });
    if (!options.silent) peer.send(snapshot);
  });
  let messages = 0;
  const connection = new TerminalConnection({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    onMessage: () => messages++,
    onState: (state) => states.push(state),
    onWake: (listener) => {
      wakes.push(listener);
      return () => wakes.splice(wakes.indexOf(listener), 1);
    },
  });
  return {
    connection,
    peers,
    received,
    states,
    wakes,
    messages: () => messages,
    [Symbol.asyncDispose]: async () => {
      connection.close();
      for (const peer of server.clients) peer.terminate();
      await new Promise((closed) => server.close(closed));
    },
  };
}

it('is open with its first snapshot, and sends what was typed before', async () => {
  await using test = await open({ silent: true });
  expect(test.connection.input(bytes('early'))).toBe(true);
  await expect.poll(() => test.peers.length).toBe(1);
  expect(test.connection.state).toBe('connecting');
  test.peers[0]?.send(snapshot);
  await expect.poll(() => test.received).toHaveLength(1);
  expect(test.states).toEqual(['open']);
});

it('comes back by itself, and refuses input meanwhile', async () => {
  await using test = await open();
  await expect.poll(() => test.connection.state).toBe('open');
  test.peers[0]?.terminate();
  await expect.poll(() => test.connection.state).toBe('lost');
  expect(test.connection.input(bytes('y\n'))).toBe(false);
  await expect.poll(() => test.connection.state).toBe('open');
  expect(test.peers).toHaveLength(2);
  expect(test.received).toEqual([]);
});

describe('a network that swallows everything', () => {
  afterEach(() => vi.useRealTimers());
  const alive = encodeServer({ kind: 'alive' });

  it.each([
    ['is noticed after a while, by a ping without an answer', '', 20_000],
    ['is noticed soon where somebody types', 'ls', 4000],
  ])('%s', async (_name, typed, silence) => {
    await using test = await open();
    await expect.poll(() => test.connection.state).toBe('open');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [peer] = test.peers;
    peer?.send(alive);
    await expect.poll(() => test.connection.waitsFor).toBe('silence');
    if (typed) test.connection.input(bytes(typed));
    vi.advanceTimersByTime(silence);
    expect([test.connection.state, test.connection.waitsFor]).toEqual(['open', 'answer']);
    vi.advanceTimersByTime(6000);
    expect(test.states).toEqual(['open', 'lost']);
    await expect.poll(() => test.received.at(-1)).toEqual({ kind: 'ping' });
    vi.advanceTimersByTime(300);
    await expect.poll(() => test.states).toEqual(['open', 'lost', 'open']);
    expect(test.peers).toHaveLength(2);
  });

  it('is not what a quiet program is: any word of the server is an answer', async () => {
    await using test = await open();
    await expect.poll(() => test.connection.state).toBe('open');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [peer] = test.peers;
    const said = vi.fn();
    peer?.on('message', (data) => {
      if (Buffer.isBuffer(data) && decodeClient(data)?.kind === 'ping') peer.send(alive, said);
    });
    peer?.send(alive);
    await expect.poll(() => test.connection.waitsFor).toBe('silence');
    for (let asked = 1; asked <= 3; asked += 1) {
      vi.advanceTimersByTime(20_000);
      await expect.poll(() => said.mock.calls.length).toBe(asked);
      await expect.poll(() => test.connection.waitsFor).toBe('silence');
    }
    expect(test.states).toEqual(['open']);
  });

  it('is not looked for where the server knows no ping', async () => {
    await using test = await open();
    await expect.poll(() => test.connection.state).toBe('open');
    test.connection.input(bytes('ls'));
    expect(test.connection.waitsFor).toBe('nothing');
  });
});

it('ends when the terminal is removed', async () => {
  await using test = await open();
  await expect.poll(() => test.connection.state).toBe('open');
  test.peers[0]?.close(4404);
  await expect.poll(() => test.states).toEqual(['open', 'removed']);
  expect(test.wakes).toEqual([]);
});

it('acknowledges the total drawn since the last snapshot, in steps', async () => {
  await using test = await open();
  await vi.waitFor(() => expect(test.connection.state).toBe('open'));
  const { epoch } = test.connection;
  test.connection.drawn(ACKNOWLEDGE_BYTES - 1, epoch);
  test.connection.drawn(2, epoch);
  test.connection.drawn(ACKNOWLEDGE_BYTES, epoch);
  await expect
    .poll(() => test.received)
    .toEqual([
      { kind: 'ack', bytes: ACKNOWLEDGE_BYTES + 1 },
      { kind: 'ack', bytes: 2 * ACKNOWLEDGE_BYTES + 1 },
    ]);
  test.peers[0]?.send(snapshot);
  await expect.poll(() => test.connection.epoch).toBe(epoch + 1);
  test.connection.drawn(1_000_000, epoch);
  test.connection.drawn(ACKNOWLEDGE_BYTES, epoch + 1);
  await expect.poll(() => test.received.at(-1)).toEqual({ kind: 'ack', bytes: ACKNOWLEDGE_BYTES });
});

it('sends a large paste in pieces that the server takes', async () => {
  await using test = await open();
  await expect.poll(() => test.connection.state).toBe('open');
  test.connection.input(new Uint8Array(200_000));
  const total = () => test.received.reduce((sum, each) => sum + (each.kind === 'input' ? each.data.length : 0), 0);
  await expect.poll(total).toBe(200_000);
  expect(test.received.length).toBeGreaterThan(1);
});

it('waits longer each time, up to 5 s and a fifth', () => {
  expect([0, 1, 2, 9].map((attempt) => backOff(attempt, 0))).toEqual([200, 400, 800, 5000]);
  expect(backOff(9, 1)).toBe(6000);
});
