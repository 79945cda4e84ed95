import { FolderPlus, GitFork, type LucideIcon } from 'lucide-react';
import type { NewEnvironmentKind } from '../../modules/environments/new-environment-dialog.tsx';

/** Nothing here yet: the two ways to begin. */
export function FirstRun({ onBegin }: { onBegin: (kind: NewEnvironmentKind) => void }) {
  return (
    <div className="mx-auto max-w-180 pt-[10vh]">
      <Lanes />
      <h1 className="mt-6 font-semibold text-2xl tracking-tight">Every branch open at once</h1>
      <p className="mt-2 max-w-130 text-lg text-muted">
        Bring a repository. Each branch you open gets files and terminals of its own, apart from all others. Push goes
        where it always went.
      </p>
      <div className="mt-8 grid gap-4 sm:grid-cols-2">
        <Choice
          icon={GitFork}
          title="Clone a repository"
          text="From GitHub, GitLab, or any git server that you can reach."
          onClick={() => onBegin('clone')}
        />
        <Choice
          icon={FolderPlus}
          title="New repository"
          text="Start empty, hosted on this server."
          onClick={() => onBegin('empty')}
        />
      </div>
    </div>
  );
}

function Choice({
  icon: Icon,
  title,
  text,
  onClick,
}: {
  icon: LucideIcon;
  title: string;
  text: string;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex flex-col items-start rounded-xl border border-border-strong bg-raised p-5 text-left shadow-sm transition-colors hover:border-accent hover:bg-accent-soft"
    >
      <Icon aria-hidden size={22} strokeWidth={1.6} className="mb-3 text-accent-text" />
      <span className="block font-semibold text-lg">{title}</span>
      <span className="mt-0.5 block text-muted">{text}</span>
    </button>
  );
}

const Lanes = () => (
  <svg
    aria-hidden="true"
    viewBox="0 0 320 72"
    className="h-18 w-80"
    fill="none"
    strokeWidth="2.5"
    strokeLinecap="round"
  >
    <path d="M6 58H314" stroke="var(--border-strong)" />
    <path d="M52 58c22 0 18-24 40-24h148" stroke="var(--accent)" />
    <path d="M116 34c20 0 16-22 36-22h120" stroke="var(--info)" />
    {[6, 52, 140, 214, 314].map((x) => (
      <circle key={x} cx={x} cy="58" r="4.5" fill="var(--bg)" stroke="var(--border-strong)" />
    ))}
    {[116, 178, 240].map((x) => (
      <circle key={x} cx={x} cy="34" r="4.5" fill="var(--bg)" stroke="var(--accent)" />
    ))}
    {[176, 224, 272].map((x) => (
      <circle key={x} cx={x} cy="12" r="4.5" fill="var(--bg)" stroke="var(--info)" />
    ))}
  </svg>
);
