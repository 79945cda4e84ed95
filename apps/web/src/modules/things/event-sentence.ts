import type { GitEvent } from '@craftastic/contract/events';
import { count } from '../../app/format.ts';
import { shortNs } from './namespace-rows.ts';

/** An event as a line of the log. */
export function sentenceOf(event: GitEvent): string {
  const of = 'repo' in event ? repositoryName(event.repo) : '';
  switch (event.type) {
    case 'git.push':
      return `${of}: push to ${event.branch}`;
    case 'git.branch.created':
      return `${of}: branch ${event.branch} was created`;
    case 'git.branch.deleted':
      return `${of}: branch ${event.branch} was deleted`;
    case 'git.tag.created':
      return `${of}: tag ${event.tag} was created`;
    case 'git.tag.moved':
      return `${of}: tag ${event.tag} was moved`;
    case 'git.tag.deleted':
      return `${of}: tag ${event.tag} was deleted`;
    case 'things.synced': {
      const parts = [
        event.written > 0 && `${count(event.written, 'Thing')} written`,
        event.deleted > 0 && `${event.deleted} deleted`,
        event.diagnostics > 0 && count(event.diagnostics, 'problem'),
      ].filter(Boolean);
      return `${shortNs(event.ns)}: ${event.branch} synced, ${parts.join(', ') || 'nothing changed'}`;
    }
  }
}

/** `docs` of `https://github.com/org/docs.git`. */
const repositoryName = (url: string): string => /([^/]+?)(?:\.git)?\/*$/.exec(url)?.[1] ?? url;
