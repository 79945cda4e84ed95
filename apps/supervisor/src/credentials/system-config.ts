import type { Author } from '../session-context.ts';

/**
 * Git's system-wide configuration in a sandbox: the lowest of its levels, so that what a user sets in the home folder
 * or the repository wins.
 */
export function systemConfig(author: Author | null, include: string | null): string {
  const sections: [string, Record<string, string>][] = [
    ['safe', { directory: '*' }],
    ['init', { defaultBranch: 'main' }],
    ['push', { autoSetupRemote: 'true' }],
    ['core', { logAllRefUpdates: 'true' }],
    // Sessions share one object store; the repository sandbox alone collects garbage.
    ['gc', { auto: '0' }],
    ['maintenance', { auto: 'false' }],
    ['advice', { detachedHead: 'false' }],
    ['user', { useConfigOnly: 'true', ...(author ? { name: author.name, email: author.email } : {}) }],
  ];
  const own = sections.map(([name, values]) => section(name, values));
  return [...(include === null ? [] : [section('include', { path: include })]), ...own].join('');
}

function section(name: string, values: Record<string, string>): string {
  const lines = Object.entries(values).map(([key, value]) => `\t${key} = ${quoted(value)}\n`);
  return `[${name}]\n${lines.join('')}`;
}

/** As git-config(1) reads a value: quotes and backslashes escaped; of control characters it knows only these. */
function quoted(value: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll(/\p{Cc}/gu, '');
  return `"${escaped}"`;
}
