import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

interface EmptyStateProps {
  icon?: LucideIcon;
  title: string;
  /** What would be here, or what to do next. */
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
}

export function EmptyState({ icon: Icon, title, children, actions, className }: EmptyStateProps) {
  return (
    <div className={cn('flex h-full flex-col items-center justify-center gap-1 p-6 text-center', className)}>
      {Icon && <Icon aria-hidden size={22} strokeWidth={1.5} className="mb-1 text-faint" />}
      <p className="font-medium">{title}</p>
      {children && <div className="max-w-90 text-balance text-muted">{children}</div>}
      {actions && <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
