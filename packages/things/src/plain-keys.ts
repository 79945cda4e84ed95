/** A key that YAML takes for text as it stands, also where schemas differ. */
const KEY = /^(?!(?:true|false|null|yes|no|on|off|y|n)\s*:)(\$?[A-Za-z_][A-Za-z0-9_]{0,60}):(?: +|$)(.*)$/i;
/** Text that needs no quotes: it begins with a letter, and has nothing in it that could mean something. */
const TEXT = /^[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9 ,.;!?()/_@$%+='’“”…–—-]*$/;
const WORD = /^(?:true|false|null)$/i;
const INTEGER = /^(?:0|-?[1-9][0-9]{0,14})$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const URL_TEXT = /^https?:\/\/[A-Za-z0-9./_~-]+$/;
const QUOTED = /^(?:"([^"\\]*)"|'([^']*)')$/;
const LIST = /^\[ *([^[\]{}"'#]*?) *\]$/;

/**
 * What most frontmatter is, `key: value` line by line, read without the YAML library, which takes some twenty times as long.
 * Null for whatever is not as plain as that; the library has the last word then. A test with random documents holds that
 * both give the same.
 */
export function readPlainKeys(text: string): Record<string, unknown> | null {
  const data: Record<string, unknown> = {};
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const last = end < 0 ? text.length : text[end - 1] === '\r' ? end - 1 : end;
    const line = text.slice(start, last).replace(/[ \t]+$/, '');
    start = end < 0 ? text.length : end + 1;
    if (line === '') continue;
    const [, key, rest] = KEY.exec(line) ?? [];
    if (key === undefined || rest === undefined || Object.hasOwn(data, key) || key === '__proto__') return null;
    const value = plainValue(rest);
    if (value === undefined) return null;
    // An empty value may go on in the lines below.
    if (rest === '' && /^[ \t-]/.test(text.slice(start))) return null;
    data[key] = value;
  }
  return data;
}

function plainValue(text: string): unknown {
  const list = LIST.exec(text)?.[1];
  if (list === undefined) return scalarOf(text);
  if (list === '') return [];
  const items = list.split(',').map((item) => scalarOf(item.trim()));
  // An item that is left out means something in YAML.
  return items.every((item) => item !== undefined && item !== null) ? items : undefined;
}

/** Undefined for what the library has to say. */
function scalarOf(text: string): unknown {
  if (text === '') return null;
  if (INTEGER.test(text)) return Number(text);
  if (DATE.test(text) || URL_TEXT.test(text)) return text;
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (WORD.test(text)) return undefined;
  if (TEXT.test(text)) return text;
  const quoted = QUOTED.exec(text);
  return quoted ? (quoted[1] ?? quoted[2]) : undefined;
}
