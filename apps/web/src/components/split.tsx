import { type ReactNode, useEffect, useRef } from 'react';
import { Group, Panel, type PanelImperativeHandle, Separator } from 'react-resizable-panels';
import { cn } from './cn.ts';

export { Panel as SplitPane };

/** A row or column of panes with handles between them. */
export function Split({
  orientation,
  className,
  children,
}: {
  orientation: 'horizontal' | 'vertical';
  className?: string;
  children: ReactNode;
}) {
  return (
    <Group orientation={orientation} className={cn('h-full min-h-0 min-w-0', className)}>
      {children}
    </Group>
  );
}

/** One pixel to see, more to grab; arrow keys move it. At the edge of a shut pane it is not drawn, but still there. */
export function SplitHandle({ label, shut = false }: { label: string; shut?: boolean }) {
  return (
    <Separator
      aria-label={label}
      className={cn(
        'relative z-10 bg-border outline-none transition-colors hover:bg-accent focus-visible:bg-focus data-[separator=active]:bg-accent',
        'aria-[orientation=vertical]:w-px aria-[orientation=horizontal]:h-px',
        shut && 'bg-transparent',
      )}
    />
  );
}

interface SidePaneProps {
  id: string;
  open: boolean;
  /** Pixels, when open. */
  size: number;
  minSize: number;
  maxSize?: string;
  /** The user dragged it: its new size, or shut. */
  onResize: (size: { open: boolean; pixels: number }) => void;
  children: ReactNode;
}

/**
 * A pane at an edge: it keeps its pixels when the window changes, and shuts when dragged small. Shut, its content stays
 * mounted but is not displayed, so that a terminal keeps its screen and nothing in it takes the focus.
 */
export function SidePane({ id, open, size, minSize, maxSize = '70%', onResize, children }: SidePaneProps) {
  const panel = useRef<PanelImperativeHandle>(null);
  const wanted = useRef(size);
  wanted.current = size;

  useEffect(() => {
    const handle = panel.current;
    if (!handle || handle.isCollapsed() === !open) return;
    if (open) handle.resize(wanted.current);
    else handle.collapse();
  }, [open]);

  return (
    <Panel
      id={id}
      panelRef={panel}
      collapsible
      collapsedSize={0}
      minSize={minSize}
      maxSize={maxSize}
      defaultSize={open ? size : 0}
      groupResizeBehavior="preserve-pixel-size"
      onResize={({ inPixels }, _id, previous) => {
        if (previous) onResize({ open: inPixels > 0, pixels: Math.round(inPixels) });
      }}
    >
      <div className={open ? 'h-full' : 'hidden'}>{children}</div>
    </Panel>
  );
}
