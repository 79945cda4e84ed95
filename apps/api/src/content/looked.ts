import type { Readable } from '../things/readable.ts';

/** What is looked at on a content host, and how much of it. */
export interface Looked extends Readable {
  /** By a link that was given away: nothing of another namespace, of another branch, or of the past. */
  guest: boolean;
}
