import type { BranchContext, Draft } from '@craftastic/contract/bindings';

/** What of a namespace is looked at: a branch as it was pushed, or what a session has. */
export type Viewed = BranchContext | Draft;

/** As the API is asked for it. */
export type Place = { branch: string } | { session: string };

export const isDraft = (viewed: Viewed): viewed is Draft => 'session' in viewed;

export const placeOf = (viewed: Viewed): Place =>
  isDraft(viewed) ? { session: viewed.session.id } : { branch: viewed.branch };
