import { listen } from '@craftastic/db/listen';
import { z } from 'zod';
import type { Access, AccessChange } from './access.ts';

/** On which triggers of the migrations tell, with each commit that changes a right, whose and where. */
const CHANNEL = 'craftastic_rights';

const Told = z.object({ userId: z.string().exactOptional(), environmentId: z.string().exactOptional() });

/** What can't be read is about everybody. */
function changeOf(payload: string): AccessChange {
  try {
    return Told.parse(JSON.parse(payload));
  } catch {
    return {};
  }
}

/**
 * Hear of every right that changes, whichever server or program has changed it. Routes therefore say nothing of it: one that
 * forgot to would leave streams open. Returns the way to stop.
 */
export function hearChanges(databaseUrl: string, access: Pick<Access, 'changed'>): Promise<() => Promise<void>> {
  return listen(databaseUrl, CHANNEL, {
    onNotice: (payload) => access.changed(changeOf(payload)),
    // Whatever was missed was about somebody: everything that is open is looked at.
    onGap: () => access.changed({}),
  });
}
