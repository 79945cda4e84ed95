import { expect, test } from 'vitest';
import { previewHost } from '../previews/host.ts';
import { contentLabel, hashInLabel, hashOf } from './content-label.ts';

const place = (branch: string, session = '') => ({ ns: 'https://docs.do', branch, session });

test.each([
  ['main', /^preview-main-[0-9a-f]{12}$/],
  ['feature/Dark mode', /^preview-feature-dark-mode-[0-9a-f]{12}$/],
  ['日本', /^preview-[0-9a-f]{12}$/],
  [`a/${'very-'.repeat(60)}long`, /^preview-a-(?:very-)+[a-z]*-?[0-9a-f]{12}$/],
])('the host of %s', (branch, form) => {
  const label = contentLabel(place(branch));
  expect(label).toMatch(form);
  expect(label.length).toBeLessThanOrEqual(63);
  expect(previewHost(`${label}.preview.localhost:3000`, 'preview.localhost')).toEqual({ kind: 'content', label });
  expect(hashInLabel(label)).toBe(hashOf(place(branch)));
});

test('branches that look alike have hosts of their own, and so do drafts, wherever their branch goes', () => {
  expect(contentLabel(place('feature/x'))).not.toBe(contentLabel(place('feature-x')));
  expect(contentLabel(place('main', 's1'))).not.toBe(contentLabel(place('main')));
  expect(contentLabel(place('main', 's1'))).toBe(contentLabel(place('other', 's1')));
});
