export interface Count {
  passed: number;
  failed: number;
  skipped: number;
  /** Of the passed ones: these failed at first. */
  repeated?: number;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

/** Of vitest’s JSON report. A file that could not be loaded has no tests to count: it is one that failed. */
export function countVitest(report: VitestReport): Count {
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
}

/**
 * Of Playwright’s JSON report; errors outside of tests count as failures. CI tries a story of the browser twice, because
 * on two busy cores a time limit may be met by chance: one that passed at the second try has passed, and is counted
 * apart, so that nobody overlooks it.
 */
export function countPlaywright({ stats, errors }: PlaywrightReport): Count {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    repeated: stats.flaky,
  };
}
