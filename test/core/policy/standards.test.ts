import { describe, expect, it } from '@jest/globals';
import { mappedTo, STANDARDS, spelledId } from '../../../lambdas/core/policy/standards.ts';

const standard = (name: string) => {
  const found = STANDARDS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no standard \`${name}\``);
  return found;
};

describe('a standard', () => {
  it.each(STANDARDS)('$name knows its own example, and says what kind of knowledge that is', (one) => {
    const is = one.ids instanceof RegExp ? 'unchecked' : 'listed';
    expect(mappedTo(spelledId(one, one.example))).toEqual({ is, standard: one.edition });
  });

  it.each(STANDARDS)('$name refuses what is no id of it', (one) => {
    expect(mappedTo(spelledId(one, 'none'))).toMatchObject({ is: 'wrong' });
    expect(mappedTo(spelledId(one, `${one.example} and more`))).toMatchObject({ is: 'wrong' });
    expect(mappedTo(spelledId(one, ''))).toMatchObject({ is: 'wrong' });
  });

  it('has a name of its own', () => {
    expect(new Set(STANDARDS.map(({ name }) => name)).size).toBe(STANDARDS.length);
  });

  // CSF 2.0 (CSWP 29), appendix A, has 106 subcategories; AI 100-1, tables 1 to 4, have 72.
  it.each([
    ['CSF', 106],
    ['AI RMF', 72],
    ['NHI', 10],
    ['ASI', 10],
    ['MAESTRO v1', 7],
    ['MAESTRO v2', 10],
  ])('%s has as many ids as its edition, %d, each once', (name, count) => {
    const { ids } = standard(name);
    expect(Array.isArray(ids) && [ids.length, new Set(ids).size]).toEqual([count, count]);
  });

  it('that took ids back names an id of its own in the place of each', () => {
    const revoked = STANDARDS.flatMap((one) =>
      Object.entries(one.revoked ?? {}).map(([id, successor]) => [one, id, successor] as const),
    );
    expect(revoked.length).toBeGreaterThan(10);
    for (const [one, id, successor] of revoked) {
      expect(mappedTo(spelledId(one, id))).toEqual({
        is: 'wrong',
        why: `which was revoked; write \`${spelledId(one, successor)}\``,
      });
      expect(mappedTo(spelledId(one, successor))).toMatchObject({ is: 'unchecked' });
    }
  });
});

describe('mappedTo', () => {
  it.each([
    ['CSF PR.AA-02', 'listed'],
    ['NHI7:2025', 'listed'],
    ['NHI7', 'listed'],
    ['ASI03:2026', 'listed'],
    ['AI RMF MEASURE 2.13', 'listed'],
    ['MAESTRO v2 L10', 'listed'],
    ['ATT&CK T1566.004', 'unchecked'],
    ['SP 800-63-4 4.2.1', 'unchecked'],
    ['SP 800-63B-4 4.2.1', 'unchecked'],
    ['ISO 27001 A.8.34', 'unchecked'],
    ['ISO 27001 10.2', 'unchecked'],
  ])('knows `%s` as %s', (name, is) => {
    expect(mappedTo(name)).toMatchObject({ is });
  });

  it.each<[string, RegExp]>([
    ['CSF PR.AA-07', /CSWP 29.* does not have; it has ids such as `CSF PR.AA-02`/],
    ['CSF PR.AC-1', /does not have/],
    ['NHI11', /does not have; it has ids such as `NHI7:2025`/],
    ['NHI7:2024', /does not have/],
    ['NHI 7', /does not have/],
    ['ASI3', /does not have/],
    ['MAESTRO v1 L8', /does not have/],
    ['MAESTRO L6', /names no version/],
    ['ATT&CK T156', /not spelled as MITRE ATT&CK spells its ids, such as `ATT&CK T1566.004`/],
    ['ATT&CK T1193', /revoked; write `ATT&CK T1566.001`/],
    ['ATT&CK T1656.001', /revoked; write `ATT&CK T1684.001`/],
    ['SP 800-53 XX-1', /not spelled/],
    ['ISO 27001 A.9.2.1', /not spelled/],
    ['PCI DSS 13.1', /not spelled/],
    ['NIS2 Art. 47', /not spelled/],
    ['DORA Art. 65', /not spelled/],
    ['Magna Carta 39', /begins with no standard that is known \(`CSF`, .*`ASVS`\); a policy declares others/],
    ['csf PR.AA-02', /begins with no standard/],
    ['', /begins with no standard/],
  ])('refuses `%s`', (name, why) => {
    expect(mappedTo(name)).toEqual({ is: 'wrong', why: expect.stringMatching(why) });
  });

  it('knows the ids of a standard that a policy declares, and no others', () => {
    const declared = [{ name: 'HOUSE', title: 'House rules, 2026', ids: ['H-1', 'H-2'] }];
    expect(mappedTo('HOUSE H-2', declared)).toEqual({ is: 'listed', standard: 'House rules, 2026' });
    expect(mappedTo('HOUSE H-3', declared)).toMatchObject({ is: 'wrong', why: expect.stringContaining('`HOUSE H-1`') });
    expect(mappedTo('HOUSE H-2')).toMatchObject({ is: 'wrong' });
  });

  it('goes by the longest name, so that a declared `MAESTRO` takes nothing from `MAESTRO v1`', () => {
    const declared = [{ name: 'MAESTRO', title: 'a house edition', ids: ['v1 L99', 'L6'] }];
    expect(mappedTo('MAESTRO v1 L6', declared)).toMatchObject({ standard: standard('MAESTRO v1').edition });
    expect(mappedTo('MAESTRO v1 L99', declared)).toMatchObject({ is: 'wrong' });
    expect(mappedTo('MAESTRO L6', declared)).toEqual({ is: 'listed', standard: 'a house edition' });
  });

  it.each(['constructor', '__proto__', 'toString'])('takes `%s` for no revoked id', (id) => {
    expect(mappedTo(`ATT&CK ${id}`)).toMatchObject({ is: 'wrong', why: expect.stringMatching(/not spelled/) });
  });
});
