import { createHash } from 'node:crypto';

/** What is looked at on a content host: a namespace as a branch has it, or as a session has it. */
export interface ContentPlace {
  ns: string;
  branch: string;
  /** Empty for the branch itself. */
  session: string;
}

const MOST_SLUG = 40;
const HASH = 12;

/**
 * The first label of a content host, `preview-{slug}-{hash}`: at most 61 of the 63 characters that DNS allows. The slug is for
 * people; the hash tells what it is. A draft keeps its host when its session goes to another branch.
 */
export function contentLabel(place: ContentPlace): string {
  const slug = place.session === '' ? slugOf(place.branch) : 'draft';
  return `preview-${slug === '' ? '' : `${slug}-`}${hashOf(place)}`;
}

export function hashOf({ ns, branch, session }: ContentPlace): string {
  const told = JSON.stringify(session === '' ? [ns, branch] : [ns, null, session]);
  return createHash('sha256').update(told).digest('hex').slice(0, HASH);
}

/** The hash of a label; null for one of another form. */
export function hashInLabel(label: string): string | null {
  return /^preview-(?:[a-z0-9-]+-)?([0-9a-f]{12})$/.exec(label)?.[1] ?? null;
}

function slugOf(branch: string): string {
  return branch
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MOST_SLUG)
    .replace(/^-+|-+$/g, '');
}
