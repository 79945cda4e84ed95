import { expect, test } from 'vitest';
import { isAllowed, noreplyAddress, repositoryAt } from './allowed.ts';

const ada = { login: 'Ada', orgs: ['Analytical'], known: false };

test.each([
  ['on the list of logins, whatever the case', { allowedLogins: ['ada'], allowedOrgs: [] }, ada, true],
  ['in an organisation of the list', { allowedLogins: ['grace'], allowedOrgs: ['analytical'] }, ada, true],
  ['on neither', { allowedLogins: ['grace'], allowedOrgs: ['navy'] }, ada, false],
  ['new, where there is no list', { allowedLogins: [], allowedOrgs: [] }, ada, false],
  ['known, where there is no list', { allowedLogins: [], allowedOrgs: [] }, { ...ada, known: true }, true],
  ['known, and put off the list', { allowedLogins: ['grace'], allowedOrgs: [] }, { ...ada, known: true }, false],
])('an account that is %s', (_name, settings, account, may) => {
  expect(isAllowed(settings, account)).toBe(may);
});

test('the address of a commit', () => {
  expect(noreplyAddress('https://github.com', { id: 7, login: 'ada' })).toBe('7+ada@users.noreply.github.com');
  expect(noreplyAddress('https://git.example:8443', { id: 7, login: 'ada' })).toBe('7+ada@users.noreply.git.example');
});

test.each([
  ['https://github.com/ada/engine', { owner: 'ada', repo: 'engine' }],
  ['https://github.com/ada/engine.git', { owner: 'ada', repo: 'engine' }],
  ['https://github.com.evil.example/ada/engine', null],
  ['https://gitlab.com/ada/engine', null],
  ['https://github.com/ada/engine/more', null],
  ['https://github.com/ada', null],
  [null, null],
])('the repository of %s', (url, found) => {
  expect(repositoryAt('https://github.com', url)).toEqual(found);
});
