import type { Environment, EnvironmentSettings, Variable } from '@craftastic/contract/environments';

/** The settings as the form holds them: texts that may be half typed. */
export interface Draft {
  name: string;
  defaultBranch: string;
  image: string;
  variables: DraftVariable[];
  setupScript: string;
  /** A glob a line. */
  copyList: string;
  idleMinutes: string;
  devCommand: string;
  /** Empty for the port that it is seen to open. */
  devPort: string;
  useDevcontainer: boolean;
  /** A pattern a line. */
  protectedBranches: string;
  lockedBranches: string;
  /** In megabytes; empty for any size. */
  mostOfPush: string;
  mostOfFile: string;
}

/** `key` tells rows apart while names change. A secret that is kept has null, since its value can't be read. */
export interface DraftVariable extends Variable {
  key: number;
}

export const draftOf = (environment: Environment): Draft => ({
  name: environment.name,
  defaultBranch: environment.defaultBranch ?? '',
  image: environment.image ?? '',
  variables: environment.variables.map((variable, key) => ({ ...variable, key })),
  setupScript: environment.setupScript,
  copyList: environment.copyList.join('\n'),
  idleMinutes: String(environment.idleMinutes),
  devCommand: environment.devCommand,
  devPort: environment.devPort === null ? '' : String(environment.devPort),
  useDevcontainer: environment.useDevcontainer,
  protectedBranches: environment.refRules.protectedBranches.join('\n'),
  lockedBranches: environment.refRules.lockedBranches.join('\n'),
  mostOfPush: megabytesOf(environment.refRules.maxPackBytes),
  mostOfFile: megabytesOf(environment.refRules.maxObjectBytes),
});

export const settingsOf = (draft: Draft): EnvironmentSettings => ({
  name: draft.name.trim(),
  defaultBranch: draft.defaultBranch.trim() || null,
  image: draft.image.trim() || null,
  variables: draft.variables
    .filter((variable) => variable.name !== '' || variable.value)
    .map(({ name, value, secret }) => ({ name, value, secret })),
  setupScript: draft.setupScript,
  copyList: linesOf(draft.copyList),
  idleMinutes: Number(draft.idleMinutes),
  devCommand: draft.devCommand.trim(),
  devPort: draft.devPort.trim() === '' ? null : Number(draft.devPort),
  useDevcontainer: draft.useDevcontainer,
  refRules: {
    protectedBranches: linesOf(draft.protectedBranches),
    lockedBranches: linesOf(draft.lockedBranches),
    maxPackBytes: bytesOf(draft.mostOfPush),
    maxObjectBytes: bytesOf(draft.mostOfFile),
  },
});

const MEGABYTE = 1024 * 1024;
const MOST_MEGABYTES = 1024 * 1024;

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

const megabytesOf = (bytes: number | null) => (bytes === null ? '' : String(Math.round(bytes / MEGABYTE)));
const bytesOf = (megabytes: string) => (megabytes.trim() === '' ? null : Number(megabytes) * MEGABYTE);

type Checked =
  | 'name'
  | 'idleMinutes'
  | 'devPort'
  | 'protectedBranches'
  | 'lockedBranches'
  | 'mostOfPush'
  | 'mostOfFile';

export type DraftProblems = Partial<Record<Checked, string>> & {
  /** By the row's key. */
  variables: ReadonlyMap<number, string>;
};

const isPort = (text: string): boolean => {
  const port = Number(text);
  return text.trim() === '' || (Number.isInteger(port) && port >= 1 && port <= 65_535);
};

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

export function problemsOf(draft: Draft): DraftProblems {
  const minutes = Number(draft.idleMinutes);
  const variables = new Map<number, string>();
  const seen = new Set<string>();
  for (const { key, name, value } of draft.variables) {
    if (name === '' && !value) continue;
    if (!VARIABLE_NAME.test(name)) variables.set(key, 'A name has letters, digits and _, and begins with no digit.');
    else if (seen.has(name)) variables.set(key, 'There is another variable of this name.');
    seen.add(name);
  }
  return {
    ...(draft.name.trim() === '' && { name: 'It needs a name.' }),
    ...((draft.idleMinutes.trim() === '' || !Number.isInteger(minutes) || minutes < 0 || minutes > 10_080) && {
      idleMinutes: 'Whole minutes, up to 10080 (a week); 0 for never.',
    }),
    ...(!isPort(draft.devPort) && { devPort: 'A port from 1 to 65535, or nothing.' }),
    ...patternProblem('protectedBranches', draft.protectedBranches),
    ...patternProblem('lockedBranches', draft.lockedBranches),
    ...sizeProblem('mostOfPush', draft.mostOfPush),
    ...sizeProblem('mostOfFile', draft.mostOfFile),
    variables,
  };
}

function patternProblem(field: Checked, text: string): DraftProblems | object {
  const wrong = linesOf(text).find((line) => /\s/.test(line) || line.length > 255);
  return wrong === undefined ? {} : { [field]: `${wrong} is no branch: a name has no spaces.` };
}

function sizeProblem(field: Checked, text: string): DraftProblems | object {
  const size = Number(text);
  const isFine = text.trim() === '' || (Number.isInteger(size) && size >= 1 && size <= MOST_MEGABYTES);
  return isFine ? {} : { [field]: 'Whole megabytes, from 1 on; empty for any size.' };
}

export const isFine = ({ variables, ...fields }: DraftProblems): boolean =>
  variables.size === 0 && Object.values(fields).every((problem) => problem === undefined);
