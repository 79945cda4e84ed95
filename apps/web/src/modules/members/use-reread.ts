import { useQueryClient } from '@tanstack/react-query';
import { orpc } from '../../api/client.ts';
import { environmentsKey } from '../../api/live.ts';

/** Reads anew who may do what, after a change of it. */
export function useReread(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: orpc.members.key() });
    void queries.invalidateQueries({ queryKey: environmentsKey });
    void queries.invalidateQueries({ queryKey: orpc.environments.get.key() });
  };
}
