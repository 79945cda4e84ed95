import type { BranchPreview } from '@craftastic/contract/previews';
import type { App } from '../app.ts';

/** Every branch of an environment, with what can be seen of it: one question to git, two to the database. */
export async function branchPreviews(app: App, environmentId: string): Promise<BranchPreview[]> {
  const row = await app.environments.ready(environmentId);
  const { client } = app.database;
  const [branches, sessions, contexts] = await Promise.all([
    app.sandboxes.withRepository(app.environments.ofSandbox(row), ({ repository }) =>
      repository.branchesBeside({ defaultBranch: row.defaultBranch }),
    ),
    client.session.findMany({ where: { environmentId } }),
    client.branchContext.findMany({
      where: { binding: { environmentId } },
      select: { bindingNs: true, branch: true, session: true, status: true, head: true, commit: true },
      orderBy: { bindingNs: 'asc' },
    }),
  ]);
  const sessionOf = new Map(sessions.map((session) => [session.branch, session]));
  const pushedOf = Map.groupBy(
    contexts.filter(({ session }) => session === ''),
    ({ branch }) => branch,
  );
  const draftsOf = Map.groupBy(contexts, ({ session }) => session);
  return branches.map(({ name, local, remote, head, subject, committedAt, compared }) => {
    const session = sessionOf.get(name);
    return {
      name,
      isDefault: name === row.defaultBranch,
      local,
      remote,
      head,
      subject,
      committedAt,
      ahead: compared?.ahead ?? null,
      behind: compared?.behind ?? null,
      session: session
        ? { id: session.id, name: session.name, status: session.status, ports: app.sessions.hub.portsOf(session.id) }
        : null,
      contexts: (pushedOf.get(name) ?? []).map((context) => ({
        ns: context.bindingNs,
        status: context.status,
        synced: context.commit !== null && context.commit === context.head,
      })),
      drafts: session ? (draftsOf.get(session.id) ?? []).map(({ bindingNs }) => bindingNs) : [],
    };
  });
}
