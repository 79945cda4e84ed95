import { relative, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
  /** Of the passed ones: these failed at first. */
  repeated?: number;
  /** What failed, or failed at first: a line each, with the first line of why. */
  failures?: string[];
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] | null }[];
  }[];
}

/** Of vitest’s JSON report. A file that could not be loaded has no tests to count: it is one that failed. */
export function countVitest(report: VitestReport): Count {
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map((test) => failure(file.name, test.fullName, test.failureMessages?.[0])),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [...broken.map((file) => failure(file.name, 'could not be loaded', file.message)), ...failed],
  };
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[];
  specs?: {
    title: string;
    file: string;
    tests: { projectName: string; status: string; results: { error?: { message?: string } }[] }[];
  }[];
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: { message?: string }[];
  suites: PlaywrightSuite[];
}

/**
 * Of Playwright’s JSON report; errors outside of tests count as failures. CI tries a story of the browser twice, because
 * on two busy cores a time limit may be met by chance: one that passed at the second try has passed, and is counted
 * apart, so that nobody overlooks it.
 */
export function countPlaywright({ stats, errors, suites }: PlaywrightReport): Count {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    repeated: stats.flaky,
    failures: [
      ...errors.map(({ message }) => failure('e2e', 'beyond its stories', message)),
      ...suites.flatMap(failuresOf),
    ],
  };
}

function failuresOf({ suites = [], specs = [] }: PlaywrightSuite): string[] {
  const own = specs.flatMap(({ title, file, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ projectName, status, results }) => {
        const why = results.find(({ error }) => error)?.error?.message;
        return failure(file, `${title} (${projectName}${status === 'flaky' ? ', at the first try' : ''})`, why);
      }),
  );
  return [...own, ...suites.flatMap(failuresOf)];
}

function failure(file: string, title: string, why = ''): string {
  const [reason = ''] = stripVTControlCharacters(why).trim().split('\n');
  return `${relative(process.cwd(), resolve(file))}: ${title}${reason && `: ${reason}`}`;
}
