import { Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../../../components/cn.ts';

interface BannerProps {
  tone: 'warning' | 'info';
  icon?: LucideIcon;
  children: ReactNode;
  actions?: ReactNode;
}

/** A line above the text: how the file stands, and what can be done about it. */
export function Banner({ tone, icon, children, actions }: BannerProps) {
  const Icon = icon ?? (tone === 'warning' ? TriangleAlert : Info);
  return (
    <div
      role="status"
      className={cn(
        'flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 border-b px-3 py-1.5',
        tone === 'warning' ? 'bg-warning-soft text-warning-text' : 'bg-info-soft text-info-text',
      )}
    >
      <Icon aria-hidden size={14} className="shrink-0" />
      <span className="min-w-40 flex-1">{children}</span>
      {actions && <span className="flex flex-wrap gap-1.5">{actions}</span>}
    </div>
  );
}
