import { Search } from 'lucide-react';
import { EmptyState } from '../../components/empty-state.tsx';

export function SearchPanel({ sessionId }: { sessionId: string }) {
  return <EmptyState key={sessionId} icon={Search} title="Search in files" />;
}
