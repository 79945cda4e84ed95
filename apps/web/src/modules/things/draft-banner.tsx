import type { Draft } from '@craftastic/contract/bindings';
import { Link } from '@tanstack/react-router';
import { PencilLine } from 'lucide-react';
import { count } from '../../app/format.ts';
import { buttonClass } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';

/** So that nobody takes a draft for what is published. */
export function DraftBanner({ draft }: { draft: Draft }) {
  return (
    <div className="flex shrink-0 items-center gap-3 border-b bg-warning-soft px-4 py-1.5 text-warning-text">
      <PencilLine aria-hidden size={14} className="shrink-0" />
      <p className="min-w-0 flex-1">
        <strong className="font-semibold">Draft</strong> of the session «{draft.session.name}» on {draft.branch}: its
        commits and files, before any push.{' '}
        {draft.uncommitted > 0
          ? `${count(draft.uncommitted, 'Thing')} with uncommitted changes.`
          : 'Everything is committed.'}
      </p>
      <Link
        to="/sessions/$sessionId"
        params={{ sessionId: draft.session.id }}
        className={cn(buttonClass('secondary', 'sm'), 'shrink-0')}
      >
        Open session
      </Link>
    </div>
  );
}
