import { HIGH_WATER_BYTES, LOW_WATER_BYTES } from '@craftastic/contract/terminal-frames';
import { describe, expect, it } from 'vitest';
import { Attachment } from './attachment.ts';

const frame = (name: string) => Buffer.from(name);

function attached() {
  const sent: string[] = [];
  const client = new Attachment((bytes) => sent.push(Buffer.from(bytes).toString()));
  return { sent, client };
}

describe('an attachment', () => {
  it('sends the snapshot before the output that came while it was made', () => {
    const { sent, client } = attached();
    client.output(frame('a'), 1);
    client.control(frame('resized'));
    client.output(frame('b'), 1);
    expect(sent).toEqual([]);
    client.snapshot(frame('snapshot'));
    client.output(frame('c'), 1);
    expect(sent).toEqual(['snapshot', 'a', 'resized', 'b', 'c']);
  });

  it('is held above the high mark, and goes on below the low one where it missed nothing', () => {
    const { sent, client } = attached();
    client.snapshot(frame('snapshot'));
    client.output(frame('a'), HIGH_WATER_BYTES);
    expect(client.held).toBe(false);
    client.output(frame('b'), 1);
    expect(client.held).toBe(true);
    expect(client.acknowledge(HIGH_WATER_BYTES - LOW_WATER_BYTES)).toBe('none');
    expect(client.acknowledge(HIGH_WATER_BYTES - LOW_WATER_BYTES + 1)).toBe('drained');
    client.output(frame('c'), 1);
    expect(sent).toEqual(['snapshot', 'a', 'b', 'c']);
  });

  it('wants a new snapshot where others went on without it', () => {
    const { sent, client } = attached();
    client.snapshot(frame('snapshot'));
    client.output(frame('a'), HIGH_WATER_BYTES + 1);
    client.output(frame('missed'), 10);
    client.control(frame('missed too'));
    expect(client.acknowledge(HIGH_WATER_BYTES + 1)).toBe('needs-snapshot');
    client.output(frame('b'), 1);
    client.snapshot(frame('again'));
    expect(sent).toEqual(['snapshot', 'a', 'again', 'b']);
    // What was acknowledged of the time before does not count.
    expect(client.acknowledge(HIGH_WATER_BYTES + 1)).toBe('none');
    expect(client.held).toBe(false);
  });

  it('counts past 4 GB', () => {
    const { client } = attached();
    client.snapshot(frame('snapshot'));
    let total = 0;
    for (let round = 0; round < 20_000; round++) {
      client.output(frame('x'), HIGH_WATER_BYTES + 1);
      total += HIGH_WATER_BYTES + 1;
      expect(client.acknowledge(total >>> 0)).toBe('drained');
    }
    expect(total).toBeGreaterThan(2 ** 32);
  });
});
