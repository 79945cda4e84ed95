import { ChevronDown, ChevronRight } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { cn } from '../../components/cn.ts';

interface SectionProps {
  title: string;
  /** Beside the title: how many. */
  hint?: string;
  open: boolean;
  onToggle: () => void;
  className?: string;
  children: ReactNode;
}

/** A part of the panel with a heading that opens and shuts it. */
export function Section({ title, hint, open, onToggle, className, children }: SectionProps) {
  const id = useId();
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <section aria-label={title} className={cn('flex min-h-0 shrink-0 flex-col border-t', open && className)}>
      <h2>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={onToggle}
          className="focus-inset flex h-7 w-full items-center gap-1 pl-1.5 hover:bg-hover"
        >
          <Chevron aria-hidden size={14} className="text-faint" />
          <span className="font-semibold text-sm">{title}</span>
          {hint && <span className="text-faint text-sm tabular-nums">{hint}</span>}
        </button>
      </h2>
      <div id={id} hidden={!open} className="min-h-0 flex-1">
        {open && children}
      </div>
    </section>
  );
}
