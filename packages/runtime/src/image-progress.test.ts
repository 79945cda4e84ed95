import { expect, it } from 'vitest';
import { buildProgress, pullProgress } from './image-progress.ts';

it('adds the layers of a pull up', () => {
  const fold = pullProgress('debian:12');
  expect(fold({ status: 'Pulling from library/debian', id: '12' })).toMatchObject({ percent: null });
  expect(fold({ status: 'Downloading', id: 'a', progressDetail: { current: 10, total: 100 } })).toMatchObject({
    percent: 10,
  });
  expect(fold({ status: 'Downloading', id: 'b', progressDetail: { current: 90, total: 100 } })).toMatchObject({
    percent: 50,
  });
  expect(fold({ status: 'Download complete', id: 'a' })).toMatchObject({ percent: 95, phase: 'Pulling debian:12' });
  // Its progress is that of unpacking then, which must not take the bar back.
  expect(fold({ status: 'Extracting', id: 'a', progressDetail: { current: 1, total: 900 } })).toMatchObject({
    percent: 95,
  });
});

it('takes the steps of a build for its bar, and their output for the detail', () => {
  const fold = buildProgress();
  expect(fold({ stream: 'Step 1/4 : FROM debian\n' })).toMatchObject({ percent: 0 });
  expect(fold({ stream: '\n' })).toBeNull();
  expect(fold({ stream: 'Step 3/4 : RUN make\n' })).toMatchObject({ percent: 50, detail: 'Step 3/4 : RUN make' });
  expect(fold({ stream: 'cc main.c\n' })).toMatchObject({ percent: 50, detail: 'cc main.c' });
});
