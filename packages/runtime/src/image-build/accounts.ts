/** Users and groups of an image, from the files that a hostile one may have filled with anything. */

export interface Account {
  name: string;
  uid: number;
  gid: number;
  home: string;
  shell: string;
}

const ID = /^\d{1,9}$/;

/** The account of a name or of a number, by the first line that has it, as the C library does; null for none. */
export function accountOf(passwd: string, user: string): Account | null {
  for (const line of passwd.split('\n')) {
    const [name = '', , uid = '', gid = '', , home = '', shell = ''] = line.split(':');
    if (name !== user && uid !== user) continue;
    if (name === '' || !ID.test(uid) || !ID.test(gid)) continue;
    return { name, uid: Number(uid), gid: Number(gid), home, shell };
  }
  return null;
}

/** The number of a group by its name or number; null for none. */
export function groupIdOf(group: string, wanted: string): number | null {
  if (ID.test(wanted)) return Number(wanted);
  const line = group.split('\n').find((one) => one.startsWith(`${wanted}:`));
  const id = line?.split(':')[2] ?? '';
  return ID.test(id) ? Number(id) : null;
}

/**
 * The files in which an account has other numbers, as devcontainers' `updateRemoteUserUID` has it: who had them gets the old
 * ones in exchange, so that no two share one.
 */
export function renumbered(
  files: { passwd: string; group: string },
  account: Account,
  to: { uid: number; gid: number },
): { passwd: string; group: string } {
  const swap = (id: string, from: number, into: number) =>
    id === String(from) ? String(into) : id === String(into) ? String(from) : id;
  const passwd = files.passwd
    .split('\n')
    .map((line) => {
      const fields = line.split(':');
      if (fields.length < 7) return line;
      fields[2] = swap(fields[2] ?? '', account.uid, to.uid);
      fields[3] = swap(fields[3] ?? '', account.gid, to.gid);
      return fields.join(':');
    })
    .join('\n');
  const group = files.group
    .split('\n')
    .map((line) => {
      const fields = line.split(':');
      if (fields.length < 4) return line;
      fields[2] = swap(fields[2] ?? '', account.gid, to.gid);
      return fields.join(':');
    })
    .join('\n');
  return { passwd, group };
}

/** Folders that are the image's and not one person's, whatever an account says of its home. */
const SHARED =
  /^\/(?:$|(?:bin|boot|dev|etc|lib\w*|proc|run|sbin|sys|tmp|usr|var)(?:\/|$))|^\/(?:home|opt|srv|mnt|media)$/;

/** A home that may be given to its account: a plain path of its own. */
export const isOwnHome = (home: string): boolean =>
  /^\/[^\p{Cc}:]+$/u.test(home) && !home.split('/').includes('..') && !SHARED.test(home.replace(/\/+$/, '') || '/');
