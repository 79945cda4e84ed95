import { editJson } from './edit-json.ts';
import { editYaml } from './edit-yaml.ts';
import type { Format } from './format.ts';
import { withLineEndsOf } from './text-lines.ts';

/** What a file is to say: all of its keys, `$id` and `$type` among them, and the body where its format has one. */
export interface Wanted {
  keys: Record<string, unknown>;
  content: string | null;
}

const BOM = '\uFEFF';
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * A file that says `wanted`, as close to `bytes` as can be: comments, order, quotes, spaces, ends of lines and a BOM stay, and
 * where nothing differs so do all bytes. Null where its YAML can't say it without more of it changing.
 */
export function editDocument(format: Format, bytes: Uint8Array, wanted: Wanted): Uint8Array | null {
  const whole = decoder.decode(bytes);
  const bom = whole.startsWith(BOM) ? BOM : '';
  const edited = editText(format, whole.slice(bom.length), wanted);
  return edited === null ? null : encoder.encode(bom + edited);
}

function editText(format: Format, text: string, { keys, content }: Wanted): string | null {
  if (format === 'json') return editJson(text, keys);
  if (format === 'yaml') return editYaml(text, keys);
  const { opening, yaml, closing, body } = partsOf(text);
  const newBody = withLineEndsOf(text, content ?? '') === body ? body : withLineEndsOf(body || text, content ?? '');
  const newYaml = editYaml(yaml, keys);
  if (newYaml === null) return null;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  if (opening !== '') {
    // Frontmatter that has nothing to say any more goes with its fence, but for a body that would be taken for one.
    if (newYaml !== yaml && newYaml.trim() === '' && !looksFenced(newBody)) return newBody;
    const fence = newBody !== '' && !closing.endsWith('\n') ? `${closing}${eol}` : closing;
    return `${opening}${closedLine(newYaml, eol)}${fence}${newBody}`;
  }
  if (newYaml === '' && !looksFenced(newBody)) return newBody;
  return `---${eol}${closedLine(newYaml, eol).replace(/\r?\n/g, eol)}---${eol}${newBody}`;
}

const looksFenced = (body: string) => /^---[ \t]*(?:\r?\n|$)/.test(body);
const closedLine = (yaml: string, eol: string) => (yaml === '' || yaml.endsWith('\n') ? yaml : `${yaml}${eol}`);

/** As `readDocument` takes a Markdown file apart. */
function partsOf(text: string): { opening: string; yaml: string; closing: string; body: string } {
  const opening = /^---[ \t]*(?:\r?\n|$)/.exec(text)?.[0];
  const rest = text.slice(opening?.length ?? 0);
  const end = opening === undefined ? null : /^---[ \t]*(?:\r?\n|$)/m.exec(rest);
  if (opening === undefined || !end) return { opening: '', yaml: '', closing: '', body: text };
  return {
    opening,
    yaml: rest.slice(0, end.index),
    closing: end[0],
    body: rest.slice(end.index + end[0].length),
  };
}
