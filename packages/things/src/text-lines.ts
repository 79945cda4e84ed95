import { diffIndices } from 'node-diff3';

/**
 * More lines than these on a side, without the equal ones at both ends, are not compared line by line: the work grows with
 * their product. They count as one difference.
 */
export const MOST_COMPARED_LINES = 5000;

/** Lines with their ends, which may be LF or CRLF; the last one may have none. */
export function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** With LF alone, as an editor in a browser gives text back. */
export function withLf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** `text` with the ends of lines that `model` has: everywhere where it has one kind, else line by line. */
export function withLineEndsOf(model: string, text: string): string {
  const crlf = model.split('\r\n').length - 1;
  if (crlf === 0) return text;
  const lf = withLf(text);
  const all = model.split('\n').length - 1;
  if (crlf === all) return lf.replaceAll('\n', '\r\n');
  const [before, after] = [linesOf(model), linesOf(lf)];
  const plain = before.map(withLf);
  if (before.length > MOST_COMPARED_LINES || after.length > MOST_COMPARED_LINES) return lf;
  const result: string[] = [];
  let [from, to] = [0, 0];
  for (const { buffer1, buffer2, buffer2Content } of diffIndices(plain, after)) {
    result.push(...before.slice(from, buffer1[0]), ...buffer2Content);
    from = buffer1[0] + buffer1[1];
    to = buffer2[0] + buffer2[1];
  }
  return [...result, ...before.slice(from, from + after.length - to)].join('');
}
