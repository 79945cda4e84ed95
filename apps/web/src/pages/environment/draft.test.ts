import { expect, test } from 'vitest';
import { type Draft, isFine, problemsOf, settingsOf } from './draft.ts';

const draft: Draft = {
  name: ' Shop ',
  defaultBranch: 'main',
  image: '',
  variables: [
    { key: 0, name: 'PORT', value: '3000', secret: false },
    { key: 1, name: 'KEY', value: null, secret: true },
    { key: 2, name: '', value: '', secret: false },
  ],
  setupScript: 'npm ci\n',
  copyList: '.env.local\n\n *.pem \n',
  idleMinutes: '30',
  devCommand: ' npm run dev ',
  devPort: '5173',
  useDevcontainer: false,
  protectedBranches: 'main\n release/* \n',
  lockedBranches: '',
  mostOfPush: '',
  mostOfFile: '100',
};

test('a draft becomes settings: blank rows and lines are left out, a kept secret stays null', () => {
  expect(settingsOf(draft)).toEqual({
    name: 'Shop',
    defaultBranch: 'main',
    image: null,
    variables: [
      { name: 'PORT', value: '3000', secret: false },
      { name: 'KEY', value: null, secret: true },
    ],
    setupScript: 'npm ci\n',
    copyList: ['.env.local', '*.pem'],
    idleMinutes: 30,
    devCommand: 'npm run dev',
    devPort: 5173,
    useDevcontainer: false,
    refRules: {
      protectedBranches: ['main', 'release/*'],
      lockedBranches: [],
      maxPackBytes: null,
      maxObjectBytes: 100 * 1024 * 1024,
    },
  });
  expect(isFine(problemsOf(draft))).toBe(true);
});

test.each<[string, Partial<Draft>]>([
  ['no name', { name: ' ' }],
  ['no minutes', { idleMinutes: '' }],
  ['half a minute', { idleMinutes: '0.5' }],
  ['a port that is none', { devPort: '70000' }],
  ['half a port', { devPort: '80.5' }],
  ['more than a week', { idleMinutes: '10081' }],
  ['a branch with a space', { protectedBranches: 'main\nre lease' }],
  ['a push of no size', { mostOfPush: '0' }],
  ['a size that is none', { mostOfFile: '1.5' }],
  ['a name that is none', { variables: [{ key: 0, name: '1A', value: 'x', secret: false }] }],
  ['a value without a name', { variables: [{ key: 0, name: '', value: 'x', secret: false }] }],
  [
    'a name twice',
    {
      variables: [
        { key: 0, name: 'A', value: 'x', secret: false },
        { key: 1, name: 'A', value: 'y', secret: false },
      ],
    },
  ],
])('%s is a problem', (_, change) => expect(isFine(problemsOf({ ...draft, ...change }))).toBe(false));
