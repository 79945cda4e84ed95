import { scrub } from '../http/scrub.ts';

/** Groups of which nothing is recorded: a save every other second would bury what one looks for. Git has what became of it. */
const NOT_RECORDED = new Set(['files', 'search']);
/** What is asked with a body, and changes nothing. (Of a login by device, the one that comes of it is recorded by itself.) */
const ONLY_ASKED = new Set(['things.preview', 'github.askDevice']);

/** Whether a procedure is one that the audit log has: it changes something, by the contract's own word for it. */
export function isRecorded(path: readonly string[], method: string | undefined): boolean {
  return (
    method !== undefined && method !== 'GET' && !NOT_RECORDED.has(path[0] ?? '') && !ONLY_ASKED.has(path.join('.'))
  );
}

/** Fields by which somebody reading the log knows what was meant, the first two that are there. Never a token or a text. */
const TELLING = ['login', 'role', 'name', 'branch', 'url', 'origin', 'ns', 'action'] as const;

const LONGEST = 200;

/** What an action was about, from its input; null where that tells nothing. */
export function subjectOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null) return null;
  const fields = input as Record<string, unknown>;
  const words = TELLING.flatMap((name) => {
    const value = fields[name];
    // An address that is refused for the password in it is an input all the same.
    return typeof value === 'string' && value !== '' ? [scrub(value)] : [];
  }).slice(0, 2);
  return words.length === 0 ? null : words.join(' · ').slice(0, LONGEST);
}
