import { expect, test } from 'vitest';
import { readSettings } from '../settings.ts';
import { refusalOf } from './origin.ts';

const local = readSettings({});
const server = readSettings({ HOST: '0.0.0.0', CRAFTASTIC_URL: 'https://code.example.com' });

test.each([
  ['its own page', local, { host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' }, true],
  ['a tool without an origin', local, { host: 'localhost:3000' }, true],
  ['another site', local, { host: '127.0.0.1:3000', origin: 'https://evil.example' }, false],
  ['a sandboxed page', local, { host: '127.0.0.1:3000', origin: 'null' }, false],
  ['another port of this machine', local, { host: '127.0.0.1:3000', origin: 'http://127.0.0.1:5173' }, false],
  ['a rebound name', local, { host: 'evil.example:3000' }, false],
  ['a name that only begins as ours', local, { host: '127.0.0.1.evil.example' }, false],
  ['no host', local, {}, false],
  ['its public name', server, { host: 'code.example.com', origin: 'https://code.example.com' }, true],
  ['loopback on a public server', server, { host: '127.0.0.1:3000' }, false],
])('%s', (_name, settings, headers, allowed) => {
  expect(refusalOf({ headers }, settings) === null).toBe(allowed);
});
