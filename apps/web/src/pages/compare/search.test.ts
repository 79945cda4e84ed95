import { expect, test } from 'vitest';
import { compareSearchOf } from './search.ts';

test.each([
  [{}, {}],
  [
    { from: 'main', to: 'feature/x' },
    { from: 'main', to: 'feature/x' },
  ],
  [
    { view: 'pictures', path: '/cart?x=1' },
    { view: 'pictures', path: '/cart?x=1' },
  ],
  [{ view: 'app' }, {}],
  [{ path: 'https://evil.example' }, {}],
  [{ from: '', to: 'x'.repeat(256), other: 1 }, {}],
  [
    { fromPort: 5173, toPort: '80' },
    { fromPort: 5173, toPort: 80 },
  ],
  [{ fromPort: 0, toPort: 70_000 }, {}],
  ['nothing', {}],
])('%j gives %j', (search, wanted) => expect(compareSearchOf(search)).toEqual(wanted));
