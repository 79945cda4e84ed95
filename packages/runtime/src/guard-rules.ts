import { createHash } from 'node:crypto';
import { isIP } from 'node:net';

/** Which private networks sessions may reach all the same, as addresses or CIDR blocks; none as a rule. */
export type AllowedNetworks = readonly string[];

/** Not the public network: this, private, shared, loopback, link-local (cloud metadata), test and multicast addresses. */
const PRIVATE_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
];
const PRIVATE_6 = ['::/127', 'fc00::/7', 'fe80::/10', 'ff00::/8', '64:ff9b::/96', '::ffff:0:0/96'];

/** What one policy is called on this machine; the same for every server that has it, so that they share its table. */
export interface GuardNames {
  table: string;
  /** Of the bridges under it. The kernel has 15 characters for a bridge's name: 8 of these are the prefix. */
  bridgePrefix: string;
}

export function guardNames(allowed: AllowedNetworks): GuardNames {
  // Of the rules themselves: new rules get a new table, and bridges of their own, beside those that still run.
  const hash = createHash('sha256').update(chains('', allowed)).digest('hex');
  return { table: `craftastic_${hash.slice(0, 8)}`, bridgePrefix: `cft${hash.slice(0, 4)}-` };
}

export function bridgeName(names: GuardNames, network: string): string {
  return `${names.bridgePrefix}${createHash('sha256').update(network).digest('hex').slice(0, 7)}`;
}

/**
 * The rules as `nft -f` reads them: whole, in one transaction, in a table of our own. A drop or reject in any table is the
 * kernel's last word, so nothing of Docker's or the administrator's tables is touched or relied on. By the bridges' names
 * and not by addresses, so that a new network is under them from its first moment.
 */
export function guardRules(allowed: AllowedNetworks, nameservers: readonly string[]): string {
  const { table, bridgePrefix } = guardNames(allowed);
  return `table inet ${table}
delete table inet ${table}
table inet ${table} {
${set(
  'nameservers4',
  'ipv4_addr',
  nameservers.filter((address) => isIP(address) === 4),
)}
${set(
  'nameservers6',
  'ipv6_addr',
  nameservers.filter((address) => isIP(address) === 6),
)}
${chains(bridgePrefix, allowed)}
}
`;
}

function chains(bridgePrefix: string, allowed: AllowedNetworks): string {
  const family = (address: string) => isIP(address.split('/')[0] ?? '');
  const [allowed4, allowed6] = [4, 6].map((version) => allowed.filter((block) => family(block) === version).sort());
  return `${set('allowed4', 'ipv4_addr', allowed4 ?? [])}
${set('allowed6', 'ipv6_addr', allowed6 ?? [])}
  chain common {
    ct state established,related accept
    ip daddr @allowed4 accept
    ip6 daddr @allowed6 accept
    ip daddr @nameservers4 meta l4proto { tcp, udp } th dport 53 accept
    ip6 daddr @nameservers6 meta l4proto { tcp, udp } th dport 53 accept
  }
  chain machine {
    type filter hook input priority filter - 10; policy accept;
    iifname != "${bridgePrefix}*" accept
    jump common
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
    counter reject with icmpx type admin-prohibited
  }
  chain neighbours {
    type filter hook forward priority filter - 10; policy accept;
    iifname != "${bridgePrefix}*" accept
    oifname "${bridgePrefix}*" accept
    jump common
    ip daddr { ${PRIVATE_4.join(', ')} } counter reject with icmpx type admin-prohibited
    ip6 daddr { ${PRIVATE_6.join(', ')} } counter reject with icmpx type admin-prohibited
  }`;
}

function set(name: string, type: string, elements: readonly string[]): string {
  const listed = elements.length === 0 ? '' : ` elements = { ${elements.join(', ')} };`;
  return `  set ${name} { type ${type}; flags interval; auto-merge;${listed} }`;
}

/** The name servers of a resolv.conf(5). */
export function nameserversOf(resolvConf: string): string[] {
  return resolvConf
    .split('\n')
    .flatMap((line) => /^nameserver\s+([0-9a-f.:]+)\s*$/i.exec(line)?.[1] ?? [])
    .filter((address) => isIP(address) !== 0);
}
