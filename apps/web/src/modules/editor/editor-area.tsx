import { displayPath } from '@craftastic/contract/git-path';
import { Code } from 'lucide-react';
import { EmptyState } from '../../components/empty-state.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { useStore } from '../../hooks/store.ts';
import { openRequestOf } from './open-file.ts';

export function EditorArea({ sessionId }: { sessionId: string }) {
  const request = useStore(openRequestOf(sessionId));
  return (
    <EmptyState icon={Code} title={request ? displayPath(request.path) : 'No file open'}>
      <span className="inline-flex items-center gap-2">
        Go to a file <Kbd shortcut="Mod+P" />
      </span>
    </EmptyState>
  );
}
