import { displayPath } from '@craftastic/contract/git-path';
import type { NsFile } from '@craftastic/contract/things';
import { ArrowLeft, Download, FileQuestion, FileText, FileWarning, GitBranch, Link2 } from 'lucide-react';
import { useState } from 'react';
import { formatBytes } from '../../app/format.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { nsFileUrl, type Shown, shownAs } from './ns-file-url.ts';
import { OpenInSession } from './open-in-session.tsx';
import type { SourcePlace } from './open-source.ts';
import type { Place } from './place.ts';

interface NsFileViewProps {
  file: NsFile & { text: string | null };
  /** A WebVTT file beside a film or a sound, of the same name. */
  captions: NsFile | undefined;
  ns: string;
  place: Place & { at?: string };
  source: SourcePlace;
  onThing: (id: string) => void;
  onBack: (() => void) | undefined;
}

/** One file of a namespace: what a browser can make of it, its size, and the ways to have it. */
export function NsFileView({ file, captions, ns, place, source, onThing, onBack }: NsFileViewProps) {
  const { path, thingId } = file;
  const name = displayPath(file.name);
  const url = nsFileUrl({ ns, place, path, hash: file.hash });
  const captionsUrl = captions ? nsFileUrl({ ns, place, path: captions.path, hash: captions.hash }) : null;
  return (
    <section aria-label={name} className="flex h-full min-h-0 flex-col">
      <header className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-b px-4 py-1.5">
        {onBack && <IconButton icon={ArrowLeft} label="Back to the files" onClick={onBack} />}
        <h3 className="min-w-0 flex-1 truncate font-medium" title={displayPath(path)}>
          {name}
          {file.type === 'file' && file.size !== null && (
            <span className="ml-2 font-normal text-muted text-sm tabular-nums">{formatBytes(file.size)}</span>
          )}
        </h3>
        {thingId !== null && (
          <Button onClick={() => onThing(thingId)}>
            <FileText aria-hidden size={13} />
            Show its Thing
          </Button>
        )}
        {file.type === 'file' && <OpenInSession place={source} />}
        {file.type === 'file' && <DownloadLink url={url} name={file.name} />}
      </header>
      <div className="min-h-0 flex-1">
        <Body file={file} url={url} captions={captionsUrl} name={name} />
      </div>
    </section>
  );
}

function DownloadLink({ url, name }: { url: string; name: string }) {
  return (
    <a href={url} download={name} className={buttonClass()}>
      <Download aria-hidden size={13} />
      Download
    </a>
  );
}

interface BodyProps extends Pick<NsFileViewProps, 'file'>, Pick<MediumProps, 'url' | 'captions' | 'name'> {}

function Body({ file, url, captions, name }: BodyProps) {
  const [broken, setBroken] = useState(false);
  const shown = shownAs(file.path);
  if (file.type === 'symlink') {
    return (
      <EmptyState icon={Link2} title="A link">
        It leads to <code className="break-all font-mono text-text">{displayPath(file.text ?? '')}</code>, and is not
        followed.
      </EmptyState>
    );
  }
  if (file.type === 'submodule') {
    return (
      <EmptyState icon={GitBranch} title="Another repository">
        It is a submodule, at the commit <code className="font-mono text-text">{file.hash?.slice(0, 7)}</code>.
      </EmptyState>
    );
  }
  if (broken) {
    return (
      <EmptyState icon={FileWarning} title={`${name} can’t be shown`}>
        This browser makes no {WORDS[shown ?? 'image']} of it.
      </EmptyState>
    );
  }
  if (shown !== null)
    return <Medium shown={shown} url={url} captions={captions} name={name} onBroken={() => setBroken(true)} />;
  if (file.text !== null) {
    return (
      <textarea
        readOnly
        aria-label={`Text of ${name}`}
        value={file.text}
        spellCheck={false}
        className="block size-full resize-none bg-transparent p-4 font-mono text-sm leading-5 outline-none focus-visible:outline-1 focus-visible:outline-focus"
      />
    );
  }
  return (
    <EmptyState icon={FileQuestion} title="Not shown here">
      {file.size !== null && file.size > MOST_TEXT_BYTES
        ? 'Texts are shown up to 1 MB. Download it, or open it in a session.'
        : 'It is no text, and nothing that a browser shows. It can be downloaded.'}
    </EmptyState>
  );
}

const MOST_TEXT_BYTES = 1024 * 1024;
const WORDS = { image: 'picture', video: 'film', audio: 'sound' };

interface MediumProps {
  shown: Shown;
  url: string;
  captions: string | null;
  name: string;
  onBroken: () => void;
}

/** Played from the server by ranges: a film begins, and can be moved in, before it has come whole. */
function Medium({ shown, url, captions, name, onBroken }: MediumProps) {
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  return (
    <figure className="flex h-full min-h-0 flex-col items-center justify-center gap-3 p-6">
      {shown === 'image' ? (
        <img
          src={url}
          alt={name}
          onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => setSize({ width, height })}
          onError={onBroken}
          className="min-h-0 max-w-full rounded-md border object-contain shadow-sm"
          style={{ background: 'repeating-conic-gradient(var(--hover) 0 25%, var(--raised) 0 50%) 0 0 / 16px 16px' }}
        />
      ) : shown === 'video' ? (
        <video
          src={url}
          aria-label={name}
          controls
          preload="metadata"
          onLoadedMetadata={({ currentTarget: { videoWidth: width, videoHeight: height } }) =>
            setSize({ width, height })
          }
          onError={onBroken}
          className="min-h-0 max-w-full rounded-md border bg-black shadow-sm"
        >
          <track kind="captions" src={captions ?? undefined} default={captions !== null} />
        </video>
      ) : (
        <audio src={url} aria-label={name} controls preload="metadata" onError={onBroken} className="w-full max-w-120">
          <track kind="captions" src={captions ?? undefined} default={captions !== null} />
        </audio>
      )}
      <figcaption className="text-muted text-sm tabular-nums">
        {size && size.width > 0 && `${size.width} × ${size.height}`}
      </figcaption>
    </figure>
  );
}
