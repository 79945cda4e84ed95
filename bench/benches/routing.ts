import { BindingIndex } from '@craftastic/things/routing';
import type { Bench } from '../support/bench.ts';
import { repeat, timed } from '../support/samples.ts';

const BINDINGS = 100_000;
const FILES = 100;

export const routing: Bench = {
  title: `routing of ${FILES} files among ${BINDINGS.toLocaleString('en')} bindings`,
  notes: [
    'In one process, without a database: which bindings the files of a push belong to, once the bindings are known.',
    'Beside it: asking each binding about each file.',
  ],
  async run() {
    const bindings = Array.from({ length: BINDINGS }, (_, at) => ({
      path: `packages/group-${at % 1000}/package-${at}`,
      includeNested: false,
    }));
    const files = Array.from(
      { length: FILES },
      (_, at) => `packages/group-${(at * 7) % 1000}/package-${at * 1007}/docs/guide/page-${at}.md`,
    );
    const index = new BindingIndex(bindings);
    const scan = (file: string) => bindings.filter(({ path }) => file.startsWith(`${path}/`));
    const samples = await repeat(20, () => timed(async () => index.touchedBy(files)));
    const scanned = await repeat(3, () => timed(async () => files.flatMap(scan)));
    return [
      {
        what: 'routing',
        unit: 'ms',
        samples,
        peer: { name: 'a scan', samples: scanned },
        aim: { of: 'figure', is: 'at most', bound: 10 },
      },
    ];
  },
};
