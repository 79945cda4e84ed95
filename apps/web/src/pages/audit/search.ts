import { z } from 'zod';

/** What of the audit log is shown, in the address; whatever an address says wrongly is left out. */
const AuditSearch = z.object({
  environment: z.string().min(1).max(64).optional().catch(undefined),
  login: z.string().min(1).max(100).optional().catch(undefined),
  group: z.string().min(1).max(100).optional().catch(undefined),
  failed: z.literal(true).optional().catch(undefined),
});
export type AuditSearch = z.infer<typeof AuditSearch>;

export function auditSearchOf(search: unknown): AuditSearch {
  const parsed = AuditSearch.safeParse(search);
  if (!parsed.success) return {};
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
}
