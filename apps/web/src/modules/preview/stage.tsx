import { type ReactNode, useEffect, useRef, useState } from 'react';
import { cn } from '../../components/cn.ts';
import { DEVICES, type DeviceId, fit } from './devices.ts';

interface StageProps {
  device: DeviceId | null;
  rotated: boolean;
  children: ReactNode;
}

/** Where frames are drawn: all of the pane, or the screen of a device. The same element for both: frames stay loaded. */
export function Stage({ device: id, rotated, children }: StageProps) {
  const root = useRef<HTMLDivElement>(null);
  const [box, setBox] = useState({ width: 0, height: 0 });
  const device = DEVICES.find((each) => each.id === id);

  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setBox({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const fitted = device && fit(device, rotated, { width: box.width, height: box.height - CAPTION });
  return (
    <div ref={root} className={cn('absolute inset-0 overflow-hidden', fitted && 'bg-sunken')}>
      <div
        className={cn('absolute', fitted ? 'left-1/2 overflow-hidden bg-white shadow-pop' : 'inset-0')}
        style={
          fitted && {
            width: fitted.width + 2 * device.bezel,
            height: fitted.height + 2 * device.bezel,
            top: (box.height - CAPTION - (fitted.height + 2 * device.bezel) * fitted.scale) / 2,
            transform: `translateX(-50%) scale(${fitted.scale})`,
            transformOrigin: 'top center',
            borderRadius: device.radius,
            border: `${device.bezel}px solid var(--device)`,
          }
        }
      >
        {children}
      </div>
      {fitted && (
        <p className="absolute inset-x-0 bottom-1 text-center text-muted text-xs tabular-nums">
          {device.name} · {fitted.width} × {fitted.height}
          {fitted.scale < 1 && ` · ${Math.round(fitted.scale * 100)} %`}
        </p>
      )}
    </div>
  );
}

/** Pixels below a device for its name and size. */
const CAPTION = 22;
