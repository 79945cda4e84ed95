import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { SquareArrowOutUpRight } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { openSource, type SourcePlace } from './open-source.ts';

/** The way from a Thing to its file. */
export function useOpenInSession(): { opening: boolean; open: (place: SourcePlace) => Promise<void> } {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [opening, setOpening] = useState(false);
  const open = useCallback(
    async (place: SourcePlace) => {
      setOpening(true);
      const sessionId = await openSource(queries, place);
      setOpening(false);
      if (sessionId !== null) void navigate({ to: '/sessions/$sessionId', params: { sessionId } });
    },
    [queries, navigate],
  );
  return { opening, open };
}

export function OpenInSession({ place, size = 'md' }: { place: SourcePlace; size?: 'sm' | 'md' }) {
  const { opening, open } = useOpenInSession();
  return (
    <Button size={size} busy={opening} onClick={() => void open(place)}>
      <SquareArrowOutUpRight aria-hidden size={13} />
      Open in session
    </Button>
  );
}
