import { contentPath } from '@craftastic/contract/content-path';
import { Eye } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { toast } from '../../components/toast.tsx';
import type { Place } from './place.ts';

interface OpenPreviewProps {
  ns: string;
  place: Place;
  /** As it was at a commit or a time. */
  at: string | undefined;
  /** A Thing; all of the namespace where left out. */
  id?: string;
  label: string;
}

/** The way to the page that a branch, or a draft, has of a namespace or a Thing: in a tab of its own. */
export function OpenPreview({ ns, place, at, id, label }: OpenPreviewProps) {
  const [busy, setBusy] = useState(false);
  const open = async () => {
    // At once, while the click still counts: browsers block tabs that open by themselves.
    const tab = window.open('', '_blank');
    setBusy(true);
    try {
      const where = 'session' in place ? { sessionId: place.session } : place;
      const path = (id !== undefined && contentPath(id)) || '/';
      const { url } = await client.previews.openContent({ ns, ...where, path, ...(at !== undefined && { at }) });
      if (tab === null) return void window.location.assign(url);
      tab.opener = null;
      tab.location.href = url;
    } catch (thrown) {
      tab?.close();
      toast.failed('The preview could not be opened', thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size="sm" busy={busy} aria-label={label} onClick={() => void open()}>
      {!busy && <Eye aria-hidden size={13} />}
      Preview
    </Button>
  );
}
