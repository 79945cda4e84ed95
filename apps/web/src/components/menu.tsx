import { Check, type LucideIcon } from 'lucide-react';
import { ContextMenu as ContextPrimitive, DropdownMenu as DropdownPrimitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';
import { Kbd } from './kbd.tsx';

/** One menu model for both kinds of menu, so that a row's button and its right click offer the same. */
export type MenuItem =
  | {
      label: string;
      icon?: LucideIcon;
      shortcut?: string;
      danger?: boolean;
      disabled?: boolean;
      checked?: boolean;
      onSelect: () => void;
    }
  | 'separator';

const contentClass =
  'z-50 max-h-[70vh] min-w-48 animate-pop overflow-y-auto rounded-lg border border-border bg-raised p-1 shadow-pop';

/** Not modal: the page behind keeps its landmarks for assistive technology, and a press outside still shuts it. */
interface MenuProps {
  items: readonly MenuItem[];
  /** The trigger: one element that takes a ref. */
  children: ReactNode;
}

export function DropdownMenu({ items, children, align = 'end' }: MenuProps & { align?: 'start' | 'end' }) {
  return (
    <DropdownPrimitive.Root modal={false}>
      {/* A press gives it no focus by itself: a dialog that the menu leads to would not find back to it. */}
      <DropdownPrimitive.Trigger asChild onPointerDown={({ currentTarget }) => currentTarget.focus()}>
        {children}
      </DropdownPrimitive.Trigger>
      <DropdownPrimitive.Portal>
        {/* What is drawn apart from the page is a place of its own to assistive technology. */}
        <section aria-label="Menu">
          <DropdownPrimitive.Content align={align} sideOffset={4} collisionPadding={8} className={contentClass}>
            <Items items={items} of={DropdownPrimitive} />
          </DropdownPrimitive.Content>
        </section>
      </DropdownPrimitive.Portal>
    </DropdownPrimitive.Root>
  );
}

export function ContextMenu({ items, children }: MenuProps) {
  return (
    <ContextPrimitive.Root modal={false}>
      <ContextPrimitive.Trigger asChild>{children}</ContextPrimitive.Trigger>
      <ContextPrimitive.Portal>
        <section aria-label="Menu">
          <ContextPrimitive.Content collisionPadding={8} className={contentClass}>
            <Items items={items} of={ContextPrimitive} />
          </ContextPrimitive.Content>
        </section>
      </ContextPrimitive.Portal>
    </ContextPrimitive.Root>
  );
}

function Items({
  items,
  of,
}: {
  items: readonly MenuItem[];
  of: Pick<typeof DropdownPrimitive, 'Item' | 'Separator'> | Pick<typeof ContextPrimitive, 'Item' | 'Separator'>;
}) {
  return items.map((item, index) => {
    if (item === 'separator') {
      const above = items[index - 1];
      const name = typeof above === 'object' ? above.label : 'top';
      return <of.Separator key={`after ${name}`} className="mx-1 my-1 h-px bg-border" />;
    }
    const Icon = item.checked ? Check : item.icon;
    return (
      <of.Item
        key={item.label}
        disabled={item.disabled ?? false}
        onSelect={item.onSelect}
        className={cn(
          'flex h-7 select-none items-center gap-2 rounded-md px-2 outline-none data-disabled:opacity-45 data-highlighted:bg-hover',
          item.danger && 'text-danger-text data-highlighted:bg-danger-soft',
        )}
      >
        <span className="inline-flex w-4 justify-center">
          {Icon && <Icon aria-hidden size={14} className={item.danger ? undefined : 'text-muted'} />}
        </span>
        <span className="flex-1 truncate">{item.label}</span>
        {item.shortcut && <Kbd shortcut={item.shortcut} className="pl-4" />}
      </of.Item>
    );
  });
}
