import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { queryClient } from '../api/query-client.ts';
import { ConfirmHost } from '../components/confirm.tsx';
import { followFocus } from '../components/focus-return.ts';
import { Toaster } from '../components/toast.tsx';
import { TooltipProvider } from '../components/tooltip.tsx';
import { listenForShortcuts } from './commands.ts';
import { router } from './router.tsx';

export function Providers() {
  useEffect(() => {
    const end = new AbortController();
    listenForShortcuts(end.signal);
    followFocus(end.signal);
    return () => end.abort();
  }, []);

  return (
    <QueryClientProvider client={queryClient}>
      <TooltipProvider>
        <RouterProvider router={router} />
        <ConfirmHost />
        <Toaster />
      </TooltipProvider>
    </QueryClientProvider>
  );
}
