interface Entry {
  resolved?: string;
  integrity?: string;
  link?: boolean;
  optional?: boolean;
  inBundle?: boolean;
  os?: string[];
  cpu?: string[];
}

/** What is wrong with a lock file of npm, and which optional packages of other platforms have no hash in it. */
export function lockfileFaults(lock: { packages: Record<string, Entry> }): { faults: string[]; withoutHash: string[] } {
  const faults: string[] = [];
  const withoutHash: string[] = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (!path.includes('node_modules/') || entry.link || entry.inBundle) continue;
    if (entry.resolved !== undefined && !entry.resolved.startsWith('https://registry.npmjs.org/')) {
      faults.push(`${path} comes from ${entry.resolved}, which is not the registry.`);
    }
    if (entry.integrity !== undefined) {
      if (!/^sha512-/.test(entry.integrity)) faults.push(`${path} has a hash that is too weak.`);
    } else if (entry.optional && (entry.os || entry.cpu)) withoutHash.push(path);
    else faults.push(`${path} has no hash.`);
  }
  return { faults, withoutHash };
}
