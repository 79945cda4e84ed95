import { expect, it } from 'vitest';
import { bridgeName, guardNames, guardRules, nameserversOf } from './guard-rules.ts';

it('names bridges as the kernel can, each network its own', () => {
  const names = guardNames([]);
  const [one, other] = [bridgeName(names, 'craftastic-x-a'), bridgeName(names, 'craftastic-x-b')];
  expect(one).toMatch(/^cft[0-9a-f]{4}-[0-9a-f]{7}$/);
  expect(one.length).toBeLessThanOrEqual(15);
  expect(one).not.toBe(other);
});

it('gives another policy another table and other bridges, whatever order it is written in', () => {
  expect(guardNames(['10.1.0.0/16'])).not.toEqual(guardNames([]));
  expect(guardNames(['10.1.0.0/16', '192.168.1.5'])).toEqual(guardNames(['192.168.1.5', '10.1.0.0/16']));
});

it('lets name servers through by port 53 alone, and allowed networks whole', () => {
  const rules = guardRules(['10.1.0.0/16', 'fd12::/32'], ['192.168.1.1', 'fd00::53', 'not an address']);
  expect(rules).toContain(
    'set nameservers4 { type ipv4_addr; flags interval; auto-merge; elements = { 192.168.1.1 }; }',
  );
  expect(rules).toContain('set nameservers6 { type ipv6_addr; flags interval; auto-merge; elements = { fd00::53 }; }');
  expect(rules).toContain('set allowed4 { type ipv4_addr; flags interval; auto-merge; elements = { 10.1.0.0/16 }; }');
  expect(rules).toContain('set allowed6 { type ipv6_addr; flags interval; auto-merge; elements = { fd12::/32 }; }');
  expect(rules).not.toContain('not an address');
});

it('reads the name servers of a resolv.conf', () => {
  const text =
    '# made by something\nsearch example.org\nnameserver 192.168.1.1\nnameserver fd00::1\nnameserver nonsense\n';
  expect(nameserversOf(text)).toEqual(['192.168.1.1', 'fd00::1']);
});
