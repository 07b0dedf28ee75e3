import { describe, expect, it } from '@jest/globals';
import {
  isRotatingElsewhere,
  isRotatingTo,
  labelEvidence,
  labelledSecret,
  wasRolledBack,
  wasRotatedTo,
} from '../../../../lambdas/adapters/connectors/secrets-manager/labels.ts';

const secret = (labels: Record<string, string[]>) =>
  labelledSecret({ RotationEnabled: true, VersionIdsToStages: labels });

describe('the labels of a secret', () => {
  it.each([
    ['is current', { ours: ['AWSCURRENT'] }, { rotated: true, rotating: false, elsewhere: false }],
    [
      'is current and was pending',
      { ours: ['AWSCURRENT', 'AWSPENDING'] },
      { rotated: true, rotating: false, elsewhere: false },
    ],
    [
      'was current',
      { ours: ['AWSPREVIOUS'], other: ['AWSCURRENT'] },
      { rotated: true, rotating: false, elsewhere: false },
    ],
    [
      'is pending',
      { ours: ['AWSPENDING'], other: ['AWSCURRENT'] },
      { rotated: false, rotating: true, elsewhere: false },
    ],
    [
      'was current and is pending',
      { ours: ['AWSPENDING', 'AWSPREVIOUS'] },
      { rotated: true, rotating: true, elsewhere: false },
    ],
    [
      'has no label, another is pending',
      { other: ['AWSPENDING'] },
      { rotated: false, rotating: false, elsewhere: true },
    ],
    [
      'has no label, another was pending',
      { other: ['AWSCURRENT', 'AWSPENDING'] },
      { rotated: false, rotating: false, elsewhere: false },
    ],
    ['is not there', {}, { rotated: false, rotating: false, elsewhere: false }],
  ])('tell how far a version is that %s', (_, labels, expected) => {
    const seen = secret(labels);
    expect({
      rotated: wasRotatedTo(seen, 'ours'),
      rotating: isRotatingTo(seen, 'ours'),
      elsewhere: isRotatingElsewhere(seen, 'ours'),
    }).toEqual(expected);
  });

  it('tell that a version was taken back, once the one before is current again', () => {
    const marked = 'COUNTERSIGN_ROLLED_BACK';
    expect(wasRolledBack(secret({ ours: ['AWSPREVIOUS', marked], other: ['AWSCURRENT'] }), 'ours')).toBe(true);
    expect(wasRolledBack(secret({ ours: ['AWSCURRENT', marked] }), 'ours')).toBe(false);
    expect(wasRolledBack(secret({ ours: ['AWSPREVIOUS'], other: [marked] }), 'ours')).toBe(false);
  });

  it('are evidence in one order, without the labels of others', () => {
    const seen = secret({ b: ['AWSPREVIOUS', 'of-a-team'], a: ['AWSPENDING', 'AWSCURRENT'] });
    expect(labelEvidence(seen)).toEqual({ labels: ['AWSCURRENT a', 'AWSPENDING a', 'AWSPREVIOUS b'] });
  });

  it('mean nothing can be rotated where the service says nothing', () => {
    expect(labelledSecret({})).toEqual({
      labels: {},
      isRotationConfigured: false,
      isGoverned: false,
      isIssued: false,
      isCertificate: false,
      isBeingDeleted: false,
    });
  });
});
