/**
 * Work that costs more than its answer, and how much of it one person may ask of a server: so many under way at once, so many
 * begun within a minute. Far above what hands do; it is for a script that runs away, and for who means harm. Procedures
 * declare it beside their access (`base.meta({ access, cost: 'search' })`), other routes in raw-routes.ts; one place counts.
 */
export const LIMITS = {
  /** Under way until the clone has ended. */
  clone: { atOnce: 6, perMinute: 30, called: 'clones' },
  /** Under way until the session runs. */
  session: { atOnce: 20, perMinute: 60, called: 'starts of sessions' },
  fetch: { atOnce: 6, perMinute: 60, called: 'fetches' },
  /** People search as they type. */
  search: { atOnce: 6, perMinute: 300, called: 'searches' },
  sync: { atOnce: 6, perMinute: 60, called: 'syncs' },
  /** A folder that is dropped into the tree is an upload for each of its files. */
  file: { atOnce: 16, perMinute: 3000, called: 'uploads and downloads' },
  page: { atOnce: 16, perMinute: 600, called: 'pages of content' },
  /** What git fetches from and pushes to this server. */
  pack: { atOnce: 16, perMinute: 600, called: 'fetches and pushes' },
} as const satisfies Record<string, { atOnce: number; perMinute: number; called: string }>;

export type Cost = keyof typeof LIMITS;
