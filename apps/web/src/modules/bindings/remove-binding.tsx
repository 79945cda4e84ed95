import type { Binding } from '@craftastic/contract/bindings';
import { client } from '../../api/client.ts';
import { confirm } from '../../components/confirm.tsx';
import { toast } from '../../components/toast.tsx';
import { shortNs } from '../things/namespace-rows.ts';

/** Asks, then removes the binding with its Things. Resolves with whether it went. */
export async function removeBinding(binding: Binding): Promise<boolean> {
  const yes = await confirm({
    title: `Remove ${shortNs(binding.ns)}?`,
    body: (
      <>
        <p>Its Things go, of all branches, with their history here.</p>
        <p className="mt-2">The files stay in git: bound again, they are synced anew.</p>
      </>
    ),
    action: 'Remove binding',
    danger: true,
  });
  if (!yes) return false;
  try {
    await client.bindings.remove({ ns: binding.ns });
    toast.done(`${shortNs(binding.ns)} was removed`);
    return true;
  } catch (thrown) {
    toast.failed(`${shortNs(binding.ns)} was not removed`, thrown);
    return false;
  }
}
