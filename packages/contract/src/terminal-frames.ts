/**
 * The WebSocket of a terminal, `/api/terminals/{id}/socket?sessionId=…`: binary frames, a byte of kind, then the body.
 *
 * The server opens with one `snapshot` (the screen and scrollback as escape sequences, made by the serializer of the
 * headless terminal that mirrors it), then sends `output`. The client answers what it has drawn with `ack`: the total of
 * output body bytes since the last snapshot, modulo 2^32 (a total, not a difference, so that one that crosses a snapshot
 * is told apart). Without that a fast program fills the browser's memory.
 *
 * A later `snapshot` replaces what is drawn: reset, take its size, write it, count from 0. It comes to a client that fell
 * behind while others went on. Programs' questions (device attributes, cursor position) are answered by the server; the
 * same answers from a browser's emulator are dropped there, so a client sends whatever its emulator says.
 *
 * A page can't send the ping of a WebSocket. With `&alive` in the address the server says `alive` once, by which the client
 * knows that it may ask by `ping`, and once for each: a network that swallows everything closes no socket.
 */
export const ServerFrame = { output: 0, snapshot: 1, resized: 2, exited: 3, alive: 4 } as const;
export const ClientFrame = { input: 0, resize: 1, ack: 2, ping: 3 } as const;
/** What asks for `alive`, in the query of the address. */
export const ALIVE_PARAMETER = 'alive';

/** Bytes a client may have unacknowledged before it is held back. VS Code uses 100,000 characters. */
export const HIGH_WATER_BYTES = 256 * 1024;
/** Output goes on below this. */
export const LOW_WATER_BYTES = 64 * 1024;
/** A client acknowledges every so many bytes drawn; a quarter of the low mark, so that it never waits for itself. */
export const ACKNOWLEDGE_BYTES = 16 * 1024;

export type ServerMessage =
  | { kind: 'output'; data: Uint8Array }
  | { kind: 'snapshot'; columns: number; rows: number; data: Uint8Array }
  | { kind: 'resized'; columns: number; rows: number }
  | { kind: 'exited'; exitCode: number }
  | { kind: 'alive' };
export type ClientMessage =
  | { kind: 'input'; data: Uint8Array }
  | { kind: 'resize'; columns: number; rows: number }
  | { kind: 'ack'; bytes: number }
  | { kind: 'ping' };

export function encodeServer(message: ServerMessage): Uint8Array<ArrayBuffer> {
  switch (message.kind) {
    case 'output':
      return frame(ServerFrame.output, 0, message.data).bytes;
    case 'snapshot': {
      const { bytes, view } = frame(ServerFrame.snapshot, 4, message.data);
      view.setUint16(1, message.columns);
      view.setUint16(3, message.rows);
      return bytes;
    }
    case 'resized': {
      const { bytes, view } = frame(ServerFrame.resized, 4);
      view.setUint16(1, message.columns);
      view.setUint16(3, message.rows);
      return bytes;
    }
    case 'exited': {
      const { bytes, view } = frame(ServerFrame.exited, 4);
      view.setInt32(1, message.exitCode);
      return bytes;
    }
    case 'alive':
      return frame(ServerFrame.alive, 0).bytes;
  }
}

export function encodeClient(message: ClientMessage): Uint8Array<ArrayBuffer> {
  switch (message.kind) {
    case 'input':
      return frame(ClientFrame.input, 0, message.data).bytes;
    case 'resize': {
      const { bytes, view } = frame(ClientFrame.resize, 4);
      view.setUint16(1, message.columns);
      view.setUint16(3, message.rows);
      return bytes;
    }
    case 'ack': {
      const { bytes, view } = frame(ClientFrame.ack, 4);
      view.setUint32(1, message.bytes);
      return bytes;
    }
    case 'ping':
      return frame(ClientFrame.ping, 0).bytes;
  }
}

/** Null for a frame that is none of ours: the peer is not trusted, the caller closes the socket. */
export function decodeServer(bytes: Uint8Array): ServerMessage | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (bytes[0]) {
    case ServerFrame.output:
      return { kind: 'output', data: bytes.subarray(1) };
    case ServerFrame.snapshot:
      if (bytes.length < 5) return null;
      return { kind: 'snapshot', columns: view.getUint16(1), rows: view.getUint16(3), data: bytes.subarray(5) };
    case ServerFrame.resized:
      return bytes.length === 5 ? { kind: 'resized', columns: view.getUint16(1), rows: view.getUint16(3) } : null;
    case ServerFrame.exited:
      return bytes.length === 5 ? { kind: 'exited', exitCode: view.getInt32(1) } : null;
    case ServerFrame.alive:
      return bytes.length === 1 ? { kind: 'alive' } : null;
    default:
      return null;
  }
}

/** Null for a frame that is none of ours. */
export function decodeClient(bytes: Uint8Array): ClientMessage | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (bytes[0]) {
    case ClientFrame.input:
      return { kind: 'input', data: bytes.subarray(1) };
    case ClientFrame.resize: {
      if (bytes.length !== 5) return null;
      const [columns, rows] = [view.getUint16(1), view.getUint16(3)];
      return columns >= 2 && columns <= 1000 && rows >= 1 && rows <= 1000 ? { kind: 'resize', columns, rows } : null;
    }
    case ClientFrame.ack:
      return bytes.length === 5 ? { kind: 'ack', bytes: view.getUint32(1) } : null;
    case ClientFrame.ping:
      return bytes.length === 1 ? { kind: 'ping' } : null;
    default:
      return null;
  }
}

function frame(kind: number, head: number, body?: Uint8Array): { bytes: Uint8Array<ArrayBuffer>; view: DataView } {
  const bytes = new Uint8Array(1 + head + (body?.length ?? 0));
  bytes[0] = kind;
  if (body) bytes.set(body, 1 + head);
  return { bytes, view: new DataView(bytes.buffer) };
}
