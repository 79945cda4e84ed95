import { expect, it } from 'vitest';
import { processEnvironment } from './process-environment.ts';

// An environment's own npm_config_registry never reached its terminals.
it.each([
  ['npm_config_registry', 'kept'],
  ['MODE', 'kept'],
  ['CRAFTASTIC_SANDBOX', 'kept'],
  ['CRAFTASTIC_SUPERVISOR', 'left out'],
  ['NODE_CHANNEL_FD', 'left out'],
])('%s is %s', (name, fate) => {
  const environment = processEnvironment({ HOME: process.env.HOME, [name]: 'value' });
  expect(name in environment).toBe(fate === 'kept');
});
