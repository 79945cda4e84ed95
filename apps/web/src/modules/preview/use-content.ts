import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../api/client.ts';
import type { PreviewState } from './preview-state.ts';
import { contentOf, type Shown } from './use-frame.ts';

interface Asked {
  environmentId: string;
  branch: string;
  /** The session that has the branch open; null for none. */
  sessionId: string | null;
}

/** What a branch has of the environment's content, and what of it is shown: its session's draft, or what was pushed. */
export function useContent({ environmentId, branch, sessionId }: Asked, state: Pick<PreviewState, 'ns' | 'draft'>) {
  const bindings = useQuery(orpc.bindings.list.queryOptions({ input: { environmentId } }));
  const ns = (bindings.data?.find((binding) => binding.ns === state.ns) ?? bindings.data?.[0])?.ns;
  const known = { input: { ns: ns ?? '' }, enabled: ns !== undefined };
  const contexts = useQuery(orpc.bindings.branches.queryOptions(known));
  const drafts = useQuery(orpc.bindings.drafts.queryOptions(known));
  const pushed = contexts.data?.some((context) => context.branch === branch && context.status === 'active') ?? false;
  const drafted = drafts.data?.some(({ session }) => session.id === sessionId) ?? false;
  const draft = drafted && (state.draft || !pushed);
  const shown: Shown | null =
    ns === undefined || !(pushed || drafted)
      ? null
      : contentOf(ns, draft && sessionId !== null ? { sessionId } : { branch });
  return { bindings, ns, contexts, drafts, pushed, drafted, draft, shown };
}
