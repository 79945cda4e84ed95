import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { sharesCookies } from './previews/host.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const VERSION: string = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;

/** The settings of the server, all from the environment; docs/operations.md lists them for people. */
export interface Settings {
  host: string;
  port: number;
  /** http://127.0.0.1:3000, without a slash at its end: in links, and as the origin of hosted repositories. */
  publicUrl: string;
  dataDirectory: string;
  /** Null: one is made at the first start and kept in the data folder. */
  token: string | null;
  runtime: 'auto' | 'docker' | 'local';
  /** The local runtime is allowed although others can reach the server. */
  localRuntimeForced: boolean;
  databaseUrl: string | undefined;
  /** Hosts, with a port where it is not the scheme's: the only ones to clone from. Null: every public one by https. */
  gitHosts: string[] | null;
  github: GithubSettings;
  /** What secrets are sealed with, the present key first. Null: the key file of the data folder. */
  secretKeys: [Buffer, ...Buffer[]] | null;
  /** Whose word about a caller's address is taken: reverse proxies, as `loopback` or `10.0.0.0/8`. */
  proxies: string[];
  /** What previews are served below: `{port}--{session}.` before it. Null for none. */
  previewDomain: string | null;
  /** Sandboxes get copies of Node and the supervisor from the data folder: the server's own files are in a container. */
  copyPrograms: boolean;
  /** Private networks that sessions may reach, as addresses or CIDR blocks. */
  sessionNetworks: string[];
  /** Sessions are started although nothing keeps them from this machine's network. */
  openNetwork: boolean;
  /** Below so much free space on the data folder's disk, the session that fills it is stopped. */
  diskReserveBytes: number;
  /** What the layers of one image that is built for a branch may have together. */
  buildDiskBytes: number;
  /** How much of expensive work one person may ask for, as a multiple of the contract's limits; 0 for any. */
  limitFactor: number;
  /** The object store, where it is a bucket of S3; null for files in the data folder. */
  store: StoreSettings | null;
  /** The server itself is reached through loopback alone. */
  onLoopback: boolean;
}

export interface StoreSettings {
  bucket: string;
  /** Null for Amazon's own. */
  endpoint: string | null;
  region: string;
  /** Of keys; empty, or with a slash at its end. */
  prefix: string;
  /** Null for where Amazon's tools find theirs. */
  credentials: { accessKeyId: string; secretAccessKey: string } | null;
}

export interface GithubSettings {
  /** https://github.com, or a company's own, without a slash at its end. */
  url: string;
  /** https://api.github.com, or `…/api/v3` of a company's own. */
  apiUrl: string;
  /** The OAuth app (or the GitHub App); null where nobody logs in with GitHub. */
  app: { clientId: string; clientSecret: string } | null;
  /** In lower case: who may log in, by login or by membership of an organisation. */
  allowedLogins: string[];
  allowedOrgs: string[];
}

const Environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number('has to be a number').int().min(0).max(65535).default(3000),
  CRAFTASTIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  CRAFTASTIC_DATA: z.string().default(join(ROOT, '.craftastic')),
  CRAFTASTIC_TOKEN: z.string().min(16, 'has to have 16 characters or more').optional(),
  CRAFTASTIC_RUNTIME: z.enum(['auto', 'docker', 'local']).default('auto'),
  CRAFTASTIC_LOCAL_RUNTIME: z.enum(['allow']).optional(),
  CRAFTASTIC_GIT_HOSTS: z.string().optional(),
  CRAFTASTIC_PROXIES: z.string().optional(),
  CRAFTASTIC_SECRET_KEY: z.string().optional(),
  GITHUB_URL: z.url({ protocol: /^https?$/ }).default('https://github.com'),
  GITHUB_API_URL: z.url({ protocol: /^https?$/ }).optional(),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET: z.string().optional(),
  CRAFTASTIC_ALLOWED_LOGINS: z.string().optional(),
  CRAFTASTIC_ALLOWED_ORGS: z.string().optional(),
  CRAFTASTIC_PREVIEW_DOMAIN: z
    .string()
    .toLowerCase()
    .regex(
      /^(?=.{1,180}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
      'has to be a domain, without a port',
    )
    .optional(),
  CRAFTASTIC_PROGRAMS: z.enum(['copy']).optional(),
  CRAFTASTIC_SESSION_NETWORKS: z
    .string()
    .refine((text) => listOf(text).every(isNetwork), 'has to be addresses or blocks such as 10.1.0.0/16')
    .optional(),
  CRAFTASTIC_BUILD_DISK_MB: z.coerce.number('has to be a number').int().min(1).default(10_240),
  CRAFTASTIC_DISK_RESERVE_MB: z.coerce.number('has to be a number').int().min(0).default(1024),
  CRAFTASTIC_LIMITS: z.coerce.number('has to be a number').min(0).max(1000).default(1),
  CRAFTASTIC_STORE_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'has to be the name of a bucket')
    .optional(),
  CRAFTASTIC_STORE_ENDPOINT: z.url({ protocol: /^https?$/, error: 'has to be an http or https address' }).optional(),
  CRAFTASTIC_STORE_REGION: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'has to be a region such as eu-central-1')
    .optional(),
  CRAFTASTIC_STORE_PREFIX: z
    .string()
    .regex(/^[\w-]+(?:\/[\w-]+)*\/?$/, 'has to be names with slashes between them')
    .optional(),
  CRAFTASTIC_STORE_ACCESS_KEY: z.string().optional(),
  CRAFTASTIC_STORE_SECRET_KEY: z.string().optional(),
  CRAFTASTIC_OPEN_NETWORK: z.enum(['allow']).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'has to start with postgres://')
    .optional(),
});

/** A setting that can't be used, in words for the person who started the server. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

/** Read the settings; throws {@link SettingsError} that names each variable that is wrong. */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  // An empty variable is how a shell or a compose file says «not set».
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) {
    const words = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}.`);
    throw new SettingsError(`Some settings can't be used. ${words.join(' ')}`);
  }
  const { data } = parsed;
  const shownHost = isIP(data.HOST) === 6 ? `[${data.HOST}]` : data.HOST;
  const onLoopback = data.HOST === 'localhost' || data.HOST === '::1' || /^127\./.test(data.HOST);
  const publicUrl = (data.CRAFTASTIC_URL ?? `http://${shownHost}:${data.PORT}`).replace(/\/+$/, '');
  const previewDomain = data.CRAFTASTIC_PREVIEW_DOMAIN ?? (onLoopback ? 'localhost' : null);
  if (previewDomain !== null && sharesCookies(new URL(publicUrl).hostname, previewDomain)) {
    throw new SettingsError(
      `CRAFTASTIC_PREVIEW_DOMAIN: a page in a preview below ${previewDomain} could set cookies for ${publicUrl}. Choose a domain that neither contains the other.`,
    );
  }
  return {
    host: data.HOST,
    port: data.PORT,
    publicUrl,
    dataDirectory: resolve(data.CRAFTASTIC_DATA),
    token: data.CRAFTASTIC_TOKEN ?? null,
    runtime: data.CRAFTASTIC_RUNTIME,
    localRuntimeForced: data.CRAFTASTIC_LOCAL_RUNTIME === 'allow',
    databaseUrl: data.DATABASE_URL,
    gitHosts: data.CRAFTASTIC_GIT_HOSTS === undefined ? null : listOf(data.CRAFTASTIC_GIT_HOSTS),
    github: githubOf(data),
    secretKeys: data.CRAFTASTIC_SECRET_KEY === undefined ? null : keysOf(data.CRAFTASTIC_SECRET_KEY),
    proxies: listOf(data.CRAFTASTIC_PROXIES),
    copyPrograms: data.CRAFTASTIC_PROGRAMS === 'copy',
    sessionNetworks: listOf(data.CRAFTASTIC_SESSION_NETWORKS),
    // Whoever works on their own machine reaches its network anyway.
    openNetwork: data.CRAFTASTIC_OPEN_NETWORK === 'allow' || onLoopback,
    previewDomain,
    buildDiskBytes: data.CRAFTASTIC_BUILD_DISK_MB * 2 ** 20,
    diskReserveBytes: data.CRAFTASTIC_DISK_RESERVE_MB * 2 ** 20,
    limitFactor: data.CRAFTASTIC_LIMITS,
    store: storeOf(data),
    onLoopback,
  };
}

function keysOf(text: string): [Buffer, ...Buffer[]] {
  const [key, ...older] = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((each) => Buffer.from(each, 'base64'));
  if (!key || [key, ...older].some(({ length }) => length !== 32)) {
    throw new SettingsError(
      'CRAFTASTIC_SECRET_KEY has to be 32 bytes in base64; `openssl rand -base64 32` makes such a key.',
    );
  }
  return [key, ...older];
}

function storeOf(data: z.infer<typeof Environment>): StoreSettings | null {
  const { CRAFTASTIC_STORE_BUCKET: bucket, CRAFTASTIC_STORE_PREFIX: prefix = '' } = data;
  const { CRAFTASTIC_STORE_ACCESS_KEY: accessKeyId, CRAFTASTIC_STORE_SECRET_KEY: secretAccessKey } = data;
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new SettingsError(
      'CRAFTASTIC_STORE_ACCESS_KEY and CRAFTASTIC_STORE_SECRET_KEY go together; set both, or neither.',
    );
  }
  if (bucket === undefined) {
    const alone = Object.entries(data).find(
      ([name, value]) => name.startsWith('CRAFTASTIC_STORE_') && value !== undefined,
    );
    if (alone) throw new SettingsError(`${alone[0]} says nothing without CRAFTASTIC_STORE_BUCKET.`);
    return null;
  }
  return {
    bucket,
    endpoint: data.CRAFTASTIC_STORE_ENDPOINT?.replace(/\/+$/, '') ?? null,
    region: data.CRAFTASTIC_STORE_REGION ?? 'us-east-1',
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    credentials: accessKeyId !== undefined && secretAccessKey !== undefined ? { accessKeyId, secretAccessKey } : null,
  };
}

function githubOf(data: z.infer<typeof Environment>): GithubSettings {
  const url = data.GITHUB_URL.replace(/\/+$/, '');
  const { GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: clientSecret } = data;
  if ((clientId === undefined) !== (clientSecret === undefined)) {
    throw new SettingsError('GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET go together; set both, or neither.');
  }
  const ownApi = url === 'https://github.com' ? 'https://api.github.com' : `${url}/api/v3`;
  return {
    url,
    apiUrl: (data.GITHUB_API_URL ?? ownApi).replace(/\/+$/, ''),
    app: clientId !== undefined && clientSecret !== undefined ? { clientId, clientSecret } : null,
    allowedLogins: listOf(data.CRAFTASTIC_ALLOWED_LOGINS),
    allowedOrgs: listOf(data.CRAFTASTIC_ALLOWED_ORGS),
  };
}

/** `a, b c` as a list, in lower case. */
const listOf = (text = ''): string[] =>
  text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);

/** An address, or one with the length of a prefix, as nft and Docker write it. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
