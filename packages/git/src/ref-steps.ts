/** One move of a ref, as its log has it. `before` is null where it was made, `after` where it went. */
export interface RefStep {
  before: string | null;
  after: string | null;
  /** When, as ISO 8601; null where the log does not say. */
  at: string | null;
}

const LINE = /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) .*> (\d{1,12}) [+-]\d{4}(?:\t|$)/;

/**
 * The steps that led a ref from `before` to `after` by its log (gitformat-reflog, oldest line first), the newest ones; what is older
 * than `most` is one step. Null where the log does not lead there: it is not whole, or the ref moved without it. A log begins
 * anew with a ref that was deleted, so one that begins with the ref's making, and never was at `before`, tells of a deletion.
 */
export function refSteps(log: string, before: string | null, after: string, most: number): RefStep[] | null {
  const lines = log.split('\n').flatMap((line) => LINE.exec(line) ?? []);
  const moves: { old: string; new: string; at: string }[] = [];
  for (let at = 0; at + 3 < lines.length; at += 4) {
    const [old = '', now = '', seconds = ''] = lines.slice(at + 1, at + 4);
    moves.push({ old, new: now, at: new Date(Number(seconds) * 1000).toISOString() });
  }
  const last = moves.findLastIndex((move) => move.new === after);
  const steps: RefStep[] = [];
  for (let at = last; at >= 0; at--) {
    const move = moves[at];
    // A line is missing between the two.
    if (!move || (steps[0] && steps[0].before !== move.new)) return null;
    const old = isNone(move.old) ? null : move.old;
    if (old !== move.new) steps.unshift({ before: old, after: move.new, at: move.at });
    if (old === before) return shortened(steps, most);
    if (old === null) return shortened([{ before, after: null, at: null }, ...steps], most);
  }
  return null;
}

function shortened(steps: RefStep[], most: number): RefStep[] {
  if (steps.length <= most) return steps;
  const rest = steps.slice(0, steps.length - most + 1);
  const [first] = rest;
  const joined = { before: first?.before ?? null, after: rest.at(-1)?.after ?? null, at: rest.at(-1)?.at ?? null };
  return [joined, ...steps.slice(rest.length)];
}

const isNone = (id: string) => /^0+$/.test(id);
