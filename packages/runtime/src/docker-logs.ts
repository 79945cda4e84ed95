/**
 * Text of the engine’s log stream of a container without a terminal: frames of one byte for the stream, three of
 * padding and four for the length (big endian), then that much text.
 */
export function textOfLogs(frames: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= frames.length; ) {
    const end = at + 8 + frames.readUInt32BE(at + 4);
    parts.push(frames.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(parts).toString('utf8').trim();
}
