import { useQuery } from '@tanstack/react-query';
import { loadMonaco } from './load.ts';

/** Monaco once it is here; an error is one of the network. */
export const useMonaco = () =>
  useQuery({
    queryKey: ['monaco'],
    queryFn: loadMonaco,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });
