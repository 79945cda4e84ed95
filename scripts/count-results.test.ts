import { expect, it } from 'vitest';
import { countPlaywright, countVitest } from './count-results.ts';

it('counts a file that could not be loaded as a failure, and names what failed', () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [
      { name: 'a.test.ts', status: 'failed', message: 'No such module\nat …', assertionResults: [] },
      {
        name: 'b.test.ts',
        status: 'failed',
        assertionResults: [
          { fullName: 'adds', status: 'failed', failureMessages: ['\u001b[31mexpected 2\u001b[39m\nat …'] },
        ],
      },
      { name: 'c.test.ts', status: 'passed', assertionResults: [{ fullName: 'divides', status: 'passed' }] },
    ],
  };
  expect(countVitest(report)).toEqual({
    passed: 3,
    failed: 2,
    skipped: 2,
    failures: ['a.test.ts: could not be loaded: No such module', 'b.test.ts: adds: expected 2'],
  });
});

it('counts errors outside of tests as failures, and tells what passed at the second try', () => {
  const story = (title: string, status: string, ...messages: (string | undefined)[]) => ({
    title,
    file: 'a.spec.ts',
    tests: [
      { projectName: 'local', status, results: messages.map((message) => (message ? { error: { message } } : {})) },
    ],
  });
  const report = {
    stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 },
    errors: [{ message: 'A folder was left' }],
    suites: [
      {
        specs: [story('pushes', 'expected', undefined)],
        suites: [{ specs: [story('pulls', 'unexpected', 'closed'), story('saves', 'flaky', 'slow', undefined)] }],
      },
    ],
  };
  expect(countPlaywright(report)).toEqual({
    passed: 6,
    failed: 2,
    skipped: 2,
    repeated: 1,
    failures: [
      'e2e: beyond its stories: A folder was left',
      'a.spec.ts: pulls (local): closed',
      'a.spec.ts: saves (local, at the first try): slow',
    ],
  });
});
