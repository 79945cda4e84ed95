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
});

export const settingsOf = (draft: Draft): EnvironmentSettings => ({
  name: draft.name.trim(),
  defaultBranch: draft.defaultBranch.trim() || null,
  image: draft.image.trim() || null,
  variables: draft.variables
    .filter((variable) => variable.name !== '' || variable.value)
    .map(({ name, value, secret }) => ({ name, value, secret })),
  setupScript: draft.setupScript,
  copyList: draft.copyList
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean),
  idleMinutes: Number(draft.idleMinutes),
});

export type DraftProblems = Partial<Record<'name' | 'idleMinutes', string>> & {
  /** By the row's key. */
  variables: ReadonlyMap<number, string>;
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
    variables,
  };
}

export const isFine = (problems: DraftProblems): boolean =>
  problems.name === undefined && problems.idleMinutes === undefined && problems.variables.size === 0;
