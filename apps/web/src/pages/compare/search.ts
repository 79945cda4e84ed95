import { PortNumber } from '@craftastic/contract/ports';
import { z } from 'zod';

const port = z.coerce.number().pipe(PortNumber).optional().catch(undefined);
const text = (most: number) => z.string().min(1).max(most).optional().catch(undefined);

/** What is compared, all of it in the address, so that it can be sent to somebody. */
export const CompareSearch = z.object({
  /** The default branch where left out. */
  from: text(255),
  to: text(255),
  view: z.enum(['pictures', 'content']).optional().catch(undefined),
  path: z.string().startsWith('/').max(4096).optional().catch(undefined),
  /** Ports of the two apps, where others are wanted than those that are found. */
  fromPort: port,
  toPort: port,
  ns: text(300),
  id: text(2300),
});
export type CompareSearch = z.infer<typeof CompareSearch>;

/** Without the keys that say nothing, so that addresses stay short. */
export function compareSearchOf(search: unknown): CompareSearch {
  const parsed = CompareSearch.safeParse(search);
  if (!parsed.success) return {};
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
}
