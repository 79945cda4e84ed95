export type Side = 'from' | 'to';
export const otherSide = (side: Side): Side => (side === 'from' ? 'to' : 'from');

/** Parts of the way, from 0 to 1. */
export interface At {
  x: number;
  y: number;
}

/** Two pages that scroll as one: who leads, and where each was seen or sent last. */
export interface Linked {
  leader: Side | null;
  /** Until when the follower's own word is an echo of what it was told. Milliseconds. */
  until: number;
  at: Record<Side, At | null>;
}

export const UNLINKED: Linked = { leader: null, until: 0, at: { from: null, to: null } };

/** A page that scrolls by itself leads for so long after its last step; a follower answers within. */
export const LEAD_MS = 250;
/** A thousandth of a page: what rounding makes of a position that was set. */
const SAME = 0.001;

const isSame = (one: At | null, other: At): boolean =>
  one !== null && Math.abs(one.x - other.x) < SAME && Math.abs(one.y - other.y) < SAME;

/**
 * A page says that it has scrolled: where the other one has to go, if anywhere. What a follower says while it is led is
 * an echo, and what it says later about where it was sent is one too: so nothing goes back and forth.
 */
export function scrolled(linked: Linked, side: Side, at: At, now: number): { linked: Linked; send: At | null } {
  const led = linked.leader === otherSide(side) && now < linked.until;
  if (led || isSame(linked.at[side], at)) return { linked, send: null };
  return { linked: { leader: side, until: now + LEAD_MS, at: { from: at, to: at } }, send: at };
}

/** Two pages that navigate as one. */
export interface Together {
  path: string;
  /** Who was sent to `path` last, and until when what it does is a consequence of that. */
  sent: { side: Side; until: number } | null;
}

/** A page that was sent somewhere may be led on from there (a redirect, a login): that is its own affair for so long. */
export const SETTLE_MS = 2500;

/**
 * A page says where it is now: whether the other one has to follow. Where one was sent it may end elsewhere, as its
 * branch wants; sending the first after it could go on for ever.
 */
export function navigated(
  together: Together,
  side: Side,
  path: string,
  now: number,
): { together: Together; send: boolean } {
  if (path === together.path) return { together, send: false };
  if (together.sent?.side === side && now < together.sent.until) return { together, send: false };
  return { together: { path, sent: { side: otherSide(side), until: now + SETTLE_MS } }, send: true };
}
