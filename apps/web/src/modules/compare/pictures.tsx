import { useQuery } from '@tanstack/react-query';
import { Camera } from 'lucide-react';
import { Slider } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { Spinner } from '../../components/spinner.tsx';
import type { PreviewFrame } from '../preview/frame.ts';
import { comparePictures } from './compare-pictures.ts';
import type { PictureDiff } from './picture-diff.ts';

const VIEWS = [
  { value: 'difference', label: 'Difference' },
  { value: 'slider', label: 'Slider' },
  { value: 'onion', label: 'Onion skin' },
  { value: 'two', label: 'Both' },
] as const;
type View = (typeof VIEWS)[number]['value'];

interface PicturesProps {
  from: PreviewFrame | null;
  to: PreviewFrame | null;
  names: { from: string; to: string };
}

/** A picture of each branch as it looks now, and what differs between them. */
export function Pictures({ from, to, names }: PicturesProps) {
  const [view, setView] = useState<View>('difference');
  const pictures = useQuery({
    queryKey: ['pictures', from?.key, to?.key],
    queryFn: async ({ signal }) => {
      if (!from || !to) throw new Error('Both apps have to be shown first.');
      const [one, other] = await Promise.all([from.picture(), to.picture()]);
      return comparePictures(one, other, signal);
    },
    enabled: from !== null && to !== null,
    // A picture is of a moment: another one is taken when it is asked for.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    // Bitmaps are no plain data that could be compared with the ones before.
    structuralSharing: false,
  });
  if (!from || !to) {
    return (
      <EmptyState icon={Camera} title="Both apps have to run">
        A picture is drawn by the page itself. Start what is missing in the view side by side.
      </EmptyState>
    );
  }
  if (pictures.isPending) {
    return (
      <div role="status" className="flex h-full items-center justify-center gap-2 text-muted">
        <Spinner size={14} /> Taking a picture of each…
      </div>
    );
  }
  if (pictures.isError) {
    return (
      <ErrorState
        error={pictures.error}
        title="The pictures could not be taken"
        onRetry={() => void pictures.refetch()}
      />
    );
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-3 border-b px-3 py-1.5">
        <Segmented value={view} onChange={setView} options={VIEWS} label="How the pictures are shown" />
        <p role="status" className="flex-1">
          <Changed diff={pictures.data} />
        </p>
        <Button busy={pictures.isFetching} onClick={() => void pictures.refetch()}>
          <Camera aria-hidden size={14} />
          Take them anew
        </Button>
      </div>
      {/* The keyboard scrolls it: in most views there is no control to hold on to. */}
      <section
        aria-label="Pictures"
        ref={(element) => element?.setAttribute('tabindex', '0')}
        className="focus-inset min-h-0 flex-1 overflow-auto bg-sunken p-4"
      >
        <View view={view} diff={pictures.data} names={names} />
      </section>
    </div>
  );
}

function Changed({ diff }: { diff: PictureDiff }) {
  if (diff.changed === 0) return <span className="font-medium text-success-text">No pixel differs</span>;
  const percent = diff.changed * 100;
  return (
    <>
      <span className="font-medium tabular-nums">
        {percent < 0.01 ? '< 0.01' : percent.toFixed(percent < 1 ? 2 : 1)} %
      </span>{' '}
      <span className="text-muted">
        of {diff.width} × {diff.height} pixels changed
      </span>
    </>
  );
}

function View({ view, diff, names }: { view: View; diff: PictureDiff; names: PicturesProps['names'] }) {
  const [part, setPart] = useState(50);
  if (view === 'difference') {
    return (
      <figure>
        <Bitmap bitmap={diff.difference} name={`What differs between ${names.from} and ${names.to}`} />
        <figcaption className="mt-2 text-center text-muted text-sm">
          Red is what differs. Amber are edges that are only smoothed otherwise; they are not counted.
        </figcaption>
      </figure>
    );
  }
  if (view === 'two') {
    return (
      <div className="grid grid-cols-2 gap-4">
        {(['from', 'to'] as const).map((side) => (
          <figure key={side} className="min-w-0">
            <figcaption className="mb-1.5 truncate text-center font-medium text-sm">{names[side]}</figcaption>
            <Bitmap bitmap={diff[side]} name={`Picture of ${names[side]}`} />
          </figure>
        ))}
      </div>
    );
  }
  return (
    <div className="mx-auto w-fit max-w-full">
      <div className="mb-3 flex items-center gap-3">
        <span className="max-w-40 truncate font-medium text-sm">{names.from}</span>
        <Slider.Root
          value={[part]}
          onValueChange={([next]) => setPart(next ?? 50)}
          className="relative flex h-5 min-w-40 flex-1 touch-none select-none items-center"
        >
          <Slider.Track className="relative h-1 grow rounded-full bg-pressed">
            <Slider.Range className="absolute h-full rounded-full bg-accent" />
          </Slider.Track>
          <Slider.Thumb
            aria-label={
              view === 'slider'
                ? 'Where one picture ends and the other begins'
                : 'How much of the second picture is seen'
            }
            className="block size-4 rounded-full border border-border-strong bg-raised shadow-sm"
          />
        </Slider.Root>
        <span className="max-w-40 truncate font-medium text-sm">{names.to}</span>
      </div>
      <div className="relative">
        <Bitmap bitmap={diff.from} name={`Picture of ${names.from}`} />
        <div
          className="absolute inset-0"
          style={view === 'slider' ? { clipPath: `inset(0 0 0 ${part}%)` } : { opacity: part / 100 }}
        >
          <Bitmap bitmap={diff.to} name={`Picture of ${names.to}`} />
        </div>
        {view === 'slider' && (
          <div aria-hidden className="absolute inset-y-0 w-0.5 bg-accent" style={{ left: `${part}%` }} />
        )}
      </div>
    </div>
  );
}

/** A picture at its own size, or as wide as there is room. */
function Bitmap({ bitmap, name }: { bitmap: ImageBitmap; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext('2d')?.drawImage(bitmap, 0, 0);
  }, [bitmap]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={name}
      width={bitmap.width}
      height={bitmap.height}
      className="mx-auto block h-auto max-w-full border border-border bg-white shadow-sm"
    />
  );
}
