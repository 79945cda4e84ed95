import type { Session } from '@craftastic/contract/sessions';
import { z } from 'zod';
import { Button } from '../../components/button.tsx';
import { createFamily, createPersistentStore, useStore } from '../../hooks/store.ts';
import { Banner } from '../../modules/editor/views/banner.tsx';

/** Which keys somebody has read about and put away, for each session in this browser. */
const readOf = createFamily((sessionId) =>
  createPersistentStore(`unused-keys.${sessionId}`, '', (stored) => z.string().parse(stored)),
);

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** Says what the branch's devcontainer.json asks for and this session has not: it would look like a fault of the program. */
export function UnusedKeysBanner({ session: { id, unusedKeys } }: { session: Session }) {
  const store = readOf(id);
  const keys = unusedKeys.join(' ');
  const isRead = useStore(store, (read) => read === keys);
  if (keys === '' || isRead) return null;
  return (
    <Banner
      tone="info"
      actions={
        <Button size="sm" variant="ghost" onClick={() => store.set(keys)}>
          Understood
        </Button>
      }
    >
      Of devcontainer.json, {list.format(unusedKeys)} {unusedKeys.length === 1 ? 'is' : 'are'} not used here. Sessions
      run one container, without root and with no more rights than the owner of its files; what they need goes into
      their image or Dockerfile.
    </Banner>
  );
}
