import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { newId } from '@craftastic/contract/ids';
import { openDatabase } from '@craftastic/db/database';
import { selectRuntime } from '@craftastic/runtime/select';
import { Access } from './access/access.ts';
import { hearChanges } from './access/changes.ts';
import type { App } from './app.ts';
import { Audit } from './audit/audit.ts';
import { keptAccessToken, Login } from './auth/login.ts';
import { Bindings } from './bindings/bindings.ts';
import { KeptBlobs } from './blobs/kept-blobs.ts';
import { openStore } from './blobs/open-store.ts';
import { ContentPlaces } from './content/content-places.ts';
import { Renderer } from './content/renderer.ts';
import { Drafts } from './drafts/drafts.ts';
import { Environments } from './environments/environments.ts';
import { EventLog } from './events/event-log.ts';
import { GitProxy } from './git-proxy/git-proxy.ts';
import { Github } from './github/github.ts';
import { GithubOauth } from './github/oauth.ts';
import { GithubSignIn } from './github/sign-in.ts';
import { serveHosted } from './gitx/gitx.ts';
import { log } from './http/log.ts';
import { RAW_ROUTES } from './http/raw-routes.ts';
import { createHttpServer } from './http/server.ts';
import { Limits } from './limits/limits.ts';
import { Bus } from './live/bus.ts';
import { Members } from './members/members.ts';
import { DataPaths } from './paths.ts';
import { People } from './people/people.ts';
import { PreviewActivity } from './previews/activity.ts';
import { Grants } from './previews/grants.ts';
import { Previews } from './previews/previews.ts';
import { Shares } from './previews/shares.ts';
import { Tunnels } from './previews/tunnels.ts';
import { Visits } from './previews/visits.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { watchSessions } from './reconcile/watch.ts';
import { copyPrograms } from './sandboxes/programs.ts';
import { Sandboxes } from './sandboxes/sandboxes.ts';
import { Sessions } from './sessions/sessions.ts';
import { ROOT, type Settings, SettingsError } from './settings.ts';
import type { SyncParts } from './sync/sync.ts';
import { SyncStates } from './sync/sync-states.ts';
import { prepareQueue, startSyncWorker } from './sync/sync-worker.ts';
import { Things } from './things/things.ts';
import { credentialsFor, refusedFor } from './tokens/credentials-for.ts';
import { readKeyFile } from './tokens/key-file.ts';
import { Tokens } from './tokens/tokens.ts';
import { Vault } from './tokens/vault.ts';
import { Upstream } from './upstream/upstream.ts';
import { watchUpstreams } from './upstream/watch.ts';
import { Webhooks } from './webhooks/webhooks.ts';
import { WriteBack } from './write-back/write-back.ts';

export interface Server {
  app: App;
  /** The address to open, with the login token. */
  loginUrl: string;
  /** What the reconciliation did, in sentences. */
  reconciled: string[];
  /** Stops serving and lets go; sandboxes go on. */
  close(): Promise<void>;
}

/** Put the server together and start it. Throws errors whose message is for the person who started it. */
export async function start(settings: Settings): Promise<Server> {
  await mkdir(settings.dataDirectory, { recursive: true, mode: 0o711 });
  // Mounts and links are compared by real paths, so the one that everything starts from is real.
  const paths = new DataPaths(await realpath(settings.dataDirectory));
  const closing: (() => unknown)[] = [];
  const close = async () => {
    for (const step of closing.reverse()) await step();
    closing.length = 0;
  };
  try {
    const programs = { nodeBinary: process.execPath, supervisorDirectory: join(ROOT, 'apps/supervisor/dist') };
    const installation = await installationId(paths.installation);
    const runtime = await selectRuntime({
      wanted: settings.runtime,
      installation,
      runRoot: join(paths.root, 'run'),
      ...(settings.copyPrograms ? await copyPrograms(programs, paths.root) : programs),
      allowedNetworks: settings.sessionNetworks,
      openNetwork: settings.openNetwork,
    });
    refuseUnsafe(settings, runtime.runtime.name);
    // Begun here, for it takes a moment, and awaited below.
    const guard = runtime.runtime.guardNetwork();
    const database = await openDatabase({
      url: settings.databaseUrl,
      embeddedDirectory: paths.postgres,
      migrations: join(ROOT, 'prisma/migrations'),
    });
    closing.push(() => database.close());
    const vault = new Vault(...(settings.secretKeys ?? (await readKeyFile(paths.key))));
    let publicUrl = settings.publicUrl;
    const { app: githubApp } = settings.github;
    const callbackUrl = () => `${publicUrl}${RAW_ROUTES.githubCallback.path}`;
    const oauth = githubApp && new GithubOauth({ ...settings.github, app: githubApp }, callbackUrl);
    const tokens = new Tokens(database, vault, oauth && ((refresh) => oauth.refresh(refresh)));
    const login = new Login(database, settings.token ?? (await keptAccessToken(paths.accessToken)), settings);
    const people = new People({
      database,
      tokens: login.tokens,
      publicUrl: () => publicUrl,
      refusal: refusalOfMore(settings, runtime.runtime.name),
    });
    const githubParts = { settings: settings.github, database, vault, tokens, people };
    const access = new Access({ database, isGood: (caller) => login.isGood(caller) });
    closing.push(await hearChanges(database.url, access));
    const bus = new Bus();
    const proxy = new GitProxy({
      settings,
      log,
      hostedBase: `${settings.publicUrl}/git`,
      repositoryUrlOf: async (id) => {
        const row = await database.client.environment.findUnique({ where: { id } });
        return row && environments.originOf(row);
      },
      refusedCredentials: async (caller, origin, credentials) => {
        // Other hosts answer 401 where a good token has no right to one repository, too.
        if (origin === new URL(settings.github.url).origin)
          await refusedFor({ database, tokens }, caller, origin, credentials);
      },
      credentialsOf: (caller, origin, pushes) => credentialsFor({ database, tokens }, caller, origin, pushes),
      serveHosted: (id, service, request, response) => serveHosted(app, id, service, request, response),
    });
    const sandboxes = new Sandboxes({ runtime: runtime.runtime, paths, proxy, log });
    closing.push(() => sandboxes.close());
    const environments = new Environments({ settings, database, paths, bus, vault, sandboxes, log });
    closing.push(() => environments.close());
    const sessions = new Sessions({ settings, database, paths, bus, sandboxes, environments, log });
    closing.push(() => sessions.close());
    const events = new EventLog(database);
    const upstream = new Upstream({ database, environments, sandboxes, events, log });
    closing.push(() => upstream.close());
    const webhooks = new Webhooks({
      settings,
      database,
      vault,
      environments,
      upstream,
      tell: (id) => sessions.tellGithub(id),
      log,
    });
    closing.push(() => webhooks.close());
    const drafts = new Drafts({ database, sessions, bus, log });
    closing.push(() => drafts.close());
    const onDraft: SyncParts['onDraft'] = (context, seen) => drafts.synced(context, seen);
    const store = await openStore(settings, paths, installation, log);
    closing.push(() => store.close());
    const disk = store.kind === 'files' ? { folder: paths.root, reserveBytes: settings.diskReserveBytes } : null;
    const blobs = new KeptBlobs({ database, environments, sandboxes, store, bus, disk, log });
    closing.push(() => blobs.close());
    const keepFiles: SyncParts['keepFiles'] = (environmentId, contextId) => blobs.want(environmentId, contextId);
    const states = new SyncStates(bus);
    const syncs: SyncParts = { database, environments, sandboxes, events, states, onDraft, keepFiles };
    const grants = new Grants(database);
    const renderer = new Renderer();
    closing.push(() => renderer.close());
    const things = new Things({ database, environments });
    const chosen: App['runtime'] = { name: runtime.runtime.name, reason: runtime.reason, network: null };
    const previews = new Previews({ settings, grants });
    const visits = new Visits({ grants, access });
    closing.push(() => visits.close());
    const tunnels = new Tunnels((id) => sandboxes.socketOf(id));
    closing.push(() => tunnels.destroy());
    const previewActivity = new PreviewActivity((id) => {
      sessions.touch(id).catch((error) => log.warn({ err: error }, 'use of a preview was not noted'));
    });
    const app: App = {
      settings,
      paths,
      database,
      log,
      bus,
      login,
      audit: new Audit({ database, login, log }),
      access,
      limits: new Limits({
        factor: settings.limitFactor,
        underWay: { clone: (id) => environments.cloningOf(id), session: (id) => sessions.startingOf(id) },
      }),
      people,
      github: new Github(githubParts),
      githubSignIn: oauth && new GithubSignIn({ ...githubParts, oauth }),
      members: new Members({ database, people }),
      tokens,
      runtime: chosen,
      sandboxes,
      environments,
      sessions,
      events,
      upstream,
      webhooks,
      bindings: new Bindings({ database, environments, upstream, states: syncs.states }),
      grants,
      contentPlaces: new ContentPlaces(database),
      renderer,
      things,
      store,
      writeBack: new WriteBack({ database, environments, sandboxes, upstream, things, syncs, log }),
      visits,
      tunnels,
      previewActivity,
      previews,
      shares: new Shares({ database, previews, visits }),
    };

    await prepareQueue(database.url, log);
    const reconciled = await reconcile(app);
    closing.push(await startSyncWorker(syncs, log));
    closing.push(watchUpstreams(app));
    const ending = new AbortController();
    closing.push(() => ending.abort());
    sandboxes.runtime.onExit((id) => {
      sandboxes
        .ended(id)
        .then((hasEnded) => (hasEnded ? sessions.sandboxEnded(id) : undefined))
        .catch((error) => log.warn({ err: error }, 'the end of a sandbox was not noted'));
    }, ending.signal);
    sandboxes.runtime.onOutOfMemory((id) => sessions.outOfMemory(id), ending.signal);
    closing.push(watchSessions(app));
    chosen.network = await guard;
    if (!chosen.network.guarded && chosen.name === 'docker') log.warn(chosen.network.reason);

    const server = createHttpServer(app);
    const endConnections = connectionsOf(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, settings)));
      server.listen(settings.port, settings.host, resolve);
    });
    closing.push(endConnections);
    const { port } = server.address() as AddressInfo;
    if (settings.port === 0) publicUrl = publicUrl.replace(/:0$/, `:${port}`);
    return { app, loginUrl: `${publicUrl}/login?token=${login.accessToken}`, reconciled, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** How to stop a server with all that is open on it: Node forgets a socket of its own once it is upgraded. */
function connectionsOf(server: HttpServer): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
}

function refuseUnsafe(settings: Settings, runtime: 'docker' | 'local'): void {
  if (runtime === 'local' && !settings.onLoopback && !settings.localRuntimeForced) {
    throw new SettingsError(
      `The local runtime gives whoever logs in this machine, so it is not served on ${settings.host}. Install a Docker Engine, or set HOST=127.0.0.1; CRAFTASTIC_LOCAL_RUNTIME=allow serves it all the same.`,
    );
  }
}

/** With one person on it, the local runtime gives nobody anything. */
function refusalOfMore(settings: Settings, runtime: 'docker' | 'local'): string | null {
  if (runtime === 'docker' || settings.localRuntimeForced) return null;
  return 'Without Docker this server is for one person: its sessions run as its own user, and could read everybody’s secrets. Install a Docker Engine; CRAFTASTIC_LOCAL_RUNTIME=allow lets others in all the same.';
}

function listenError(error: NodeJS.ErrnoException, { host, port }: Settings): Error {
  if (error.code === 'EADDRINUSE') {
    return new SettingsError(
      `Port ${port} is in use. End what uses it, or choose another one: PORT=${port + 1} npm start`,
    );
  }
  if (error.code === 'EACCES')
    return new SettingsError(`Port ${port} is for the administrator alone; choose one above 1023.`);
  if (error.code === 'EADDRNOTAVAIL')
    return new SettingsError(`This machine has no address ${host}; set HOST to one that it has.`);
  return error;
}

/** Tells the sandboxes of this data folder from those of another server on the same engine. */
async function installationId(path: string): Promise<string> {
  await writeFile(path, `${newId()}\n`, { flag: 'wx' }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return (await readFile(path, 'utf8')).trim();
}
