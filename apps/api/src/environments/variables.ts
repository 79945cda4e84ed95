import type { Variable } from '@craftastic/contract/environments';
import type { Vault } from '../tokens/vault.ts';

/** A variable as it is kept: a secret's value is sealed, in base64, with the id of its key. */
interface KeptVariable {
  name: string;
  value: string;
  secret: boolean;
  keyId?: string;
}

const owner = (environmentId: string, name: string) => ['variable', environmentId, name];

/** Seal what is secret. A secret without a value keeps the one it had: clients never get it, so can't send it back. */
export function keepVariables(vault: Vault, environmentId: string, next: Variable[], kept: unknown): KeptVariable[] {
  const before = new Map(keptVariables(kept).map((variable) => [variable.name, variable]));
  return next.flatMap(({ name, value, secret }) => {
    const earlier = before.get(name);
    if (value === null) return secret && earlier?.secret ? [earlier] : [];
    if (!secret) return [{ name, value, secret }];
    const sealed = vault.seal(value, owner(environmentId, name));
    return [{ name, value: Buffer.from(sealed.secret).toString('base64'), secret, keyId: sealed.keyId }];
  });
}

/** As clients see them. */
export function presentVariables(kept: unknown): Variable[] {
  return keptVariables(kept).map(({ name, value, secret }) => ({ name, value: secret ? null : value, secret }));
}

/** As sandboxes get them. */
export function openVariables(vault: Vault, environmentId: string, kept: unknown): Record<string, string> {
  return Object.fromEntries(
    keptVariables(kept).map(({ name, value, secret, keyId }) => {
      if (!secret) return [name, value];
      const sealed = { keyId: keyId ?? '', secret: new Uint8Array(Buffer.from(value, 'base64')) };
      return [name, vault.unseal(sealed, owner(environmentId, name))];
    }),
  );
}

/** The same under the present key. */
export function resealVariables(vault: Vault, environmentId: string, kept: unknown): KeptVariable[] {
  const values = openVariables(vault, environmentId, kept);
  return keptVariables(kept).map((variable) => {
    if (!variable.secret) return variable;
    const sealed = vault.seal(values[variable.name] ?? '', owner(environmentId, variable.name));
    return { ...variable, value: Buffer.from(sealed.secret).toString('base64'), keyId: sealed.keyId };
  });
}

function keptVariables(kept: unknown): KeptVariable[] {
  return Array.isArray(kept) ? (kept as KeptVariable[]) : [];
}
