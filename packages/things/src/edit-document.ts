import { editJson } from './edit-json.ts';
import { editToml } from './edit-toml.ts';
import { editYaml } from './edit-yaml.ts';
import type { Format } from './format.ts';
import { splitFrontmatter } from './frontmatter.ts';
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
 * where nothing differs so do all bytes. Null where its YAML or TOML can't say it without more of it changing.
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
  const parts = splitFrontmatter(text);
  const isClosed = parts !== null && parts.closing !== null && parts.content !== null;
  const { language, opening, frontmatter, closing, body } = isClosed
    ? { ...parts, closing: parts.closing ?? '', body: parts.content ?? '' }
    : { language: 'yaml', opening: '', frontmatter: '', closing: '', body: text };
  const newBody = withLineEndsOf(text, content ?? '') === body ? body : withLineEndsOf(body || text, content ?? '');
  const newKeys = language === 'toml' ? editToml(frontmatter, keys) : editYaml(frontmatter, keys);
  if (newKeys === null) return null;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  if (opening !== '') {
    // Frontmatter that has nothing to say any more goes with its fence, but for a body that would be taken for one.
    if (newKeys !== frontmatter && newKeys.trim() === '' && !looksFenced(newBody)) return newBody;
    const fence = newBody !== '' && !closing.endsWith('\n') ? `${closing}${eol}` : closing;
    return `${opening}${closedLine(newKeys, eol)}${fence}${newBody}`;
  }
  if (newKeys === '' && !looksFenced(newBody)) return newBody;
  return `---${eol}${closedLine(newKeys, eol).replace(/\r?\n/g, eol)}---${eol}${newBody}`;
}

const looksFenced = (body: string) => splitFrontmatter(body) !== null;
const closedLine = (keys: string, eol: string) => (keys === '' || keys.endsWith('\n') ? keys : `${keys}${eol}`);
