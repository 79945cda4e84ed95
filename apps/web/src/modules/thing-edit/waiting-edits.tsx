import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../api/client.ts';
import { count } from '../../app/format.ts';
import { Button } from '../../components/button.tsx';
import { Banner } from '../editor/views/banner.tsx';
import { shortNs } from '../things/namespace-rows.ts';

interface WaitingEditsProps {
  ns: string;
  branch: string;
  onResolve: (id: string) => void;
}

/** Edits of one's own that met others, until they are resolved. */
export function WaitingEdits({ ns, branch, onResolve }: WaitingEditsProps) {
  const waiting = useQuery(orpc.things.conflicts.queryOptions({ input: { ns, branch } })).data ?? [];
  const [first] = waiting;
  if (!first) return null;
  return (
    <Banner
      tone="warning"
      actions={
        <Button size="sm" onClick={() => onResolve(first.$id)}>
          Resolve {shortNs(first.$id)}
        </Button>
      }
    >
      {count(waiting.length, 'edit')} of yours could not be merged, and {waiting.length === 1 ? 'is' : 'are'} kept.
    </Banner>
  );
}
