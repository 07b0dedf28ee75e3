import { describe, expect, it } from '@jest/globals';
import { checkMaps } from '../../../lambdas/core/policy/check-maps.ts';

const mapping = (...maps: string[]) => checkMaps({ id: 'c-1', title: 'Everything', owner: 'ciso', maps });

describe('what a control maps to', () => {
  it('is fine where it is spelled as its standard does', () => {
    expect(
      mapping(
        ...['CSF GV.PO-01', 'CSF DE.CM-03', 'CSF RC.RP-01', 'SP 800-63-4 3.1', 'SP 800-63A-4 3.2.1'],
        ...['SP 800-63B-4 4.2', 'SP 800-63B-4 4.2.1.2', 'SP 800-63C-4 3.10', 'NHI1', 'NHI10', 'MAESTRO L7'],
        ...['AI RMF MEASURE 2.8', 'AI RMF MAP 3.5', 'ASVS v5.0.0-6.3.7', 'ATT&CK T1566', 'ATT&CK T1566.004'],
      ),
    ).toEqual([]);
  });

  it.each([
    ...['CSF PR.AA-2', 'CSF PR.AA', 'CSF XX.AA-01', 'CSF 2.0 PR.AA-02', 'csf PR.AA-02', 'NIST CSF PR.AA-02'],
    ...['SP 800-63B-4', 'SP 800-63B 4.2', 'SP 800-63B-4 §4.2', 'SP 800-63B-4 4', 'SP 800-63D-4 4.2', 'SP 800-53 AC-2'],
    ...['NHI0', 'NHI11', 'NHI-07', 'NHI7:2025', 'MAESTRO L8', 'MAESTRO GOV-4', 'AI RMF GOVERN', 'AI RMF GOVERN-3.2'],
    ...['ASVS 6.3.7', 'ASVS V6', 'T1566', 'ATT&CK T156', 'ATT&CK T1566.4', 'ISO 27001', ' NHI7', 'NHI7\n', ''],
  ])('is refused as `%s`', (name) => {
    expect(mapping('NHI1', name)).toEqual([
      { path: ['maps', 1], reason: expect.stringContaining(`control \`c-1\` maps to \`${name}\`, which is spelled`) },
    ]);
  });
});
