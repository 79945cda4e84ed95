import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

export interface SettingsPart {
  /** Of its element, and in the address. */
  id: string;
  title: string;
}

/** The parts of the page, one press away; the one in sight is marked. Left out where there is no room beside them. */
export function SettingsNav({ parts }: { parts: readonly SettingsPart[] }) {
  const inSight = usePartInSight(parts);
  const navigate = useNavigate({ from: '/environments/$environmentId' });
  return (
    <nav aria-label="Settings" className="sticky top-19 flex flex-col gap-0.5 self-start max-lg:hidden">
      {parts.map(({ id, title }) => (
        // The router's own link would call every one of them the current page.
        <a
          key={id}
          href={`#${id}`}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            void navigate({ to: '.', hash: id, replace: true });
          }}
          aria-current={id === inSight ? 'location' : undefined}
          className="-ml-2.5 rounded-md px-2.5 py-1 text-muted transition-colors hover:bg-hover hover:text-text aria-[current=location]:bg-hover aria-[current=location]:font-medium aria-[current=location]:text-text"
        >
          {title}
        </a>
      ))}
    </nav>
  );
}

/** The first part that is in the upper half of the window. */
function usePartInSight(parts: readonly SettingsPart[]): string | undefined {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) =>
        setSeen((now) => {
          const next = new Set(now);
          for (const { target, isIntersecting } of entries) {
            if (isIntersecting) next.add(target.id);
            else next.delete(target.id);
          }
          return next;
        }),
      // Below the header, which lies over the page.
      { rootMargin: '-64px 0px -50% 0px' },
    );
    for (const { id } of parts) {
      const element = document.getElementById(id);
      if (element) observer.observe(element);
    }
    return () => observer.disconnect();
  }, [parts]);
  return parts.find(({ id }) => seen.has(id))?.id;
}
