import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { examineSystems, isExamination } from '../../../lambdas/app/workflow/examine-systems.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';

const saying = (flaw: string | null) => ({ flaw: async () => flaw });

describe('the systems behind secrets, as the rotation function finds them', () => {
  afterEach(() => void jest.useRealTimers());

  it('are each said by kind and name, with what is wrong', async () => {
    const systems = {
      database: { 'db.example.com:5432': saying('roles-denied'), 'other.example.com:5432': saying(null) },
      ...{ 'key-api': { maps: saying('credentials') }, probe: { 'prod/payments/db': saying(null) } },
      rotator: { okta: saying('may-more') },
    };
    expect(await examineSystems(systems)).toEqual([
      { kind: 'database', name: 'db.example.com:5432', flaw: 'roles-denied' },
      { kind: 'database', name: 'other.example.com:5432', flaw: null },
      { kind: 'key-api', name: 'maps', flaw: 'credentials' },
      { kind: 'probe', name: 'prod/payments/db', flaw: null },
      { kind: 'rotator', name: 'okta', flaw: 'may-more' },
    ]);
  });

  it('hold nothing up: one that does not answer in time is unavailable', async () => {
    jest.useFakeTimers();
    const hanging = { flaw: () => new Promise<null>(() => {}) };
    const asked = examineSystems({
      database: { slow: hanging, fast: saying(null) },
      'key-api': {},
      probe: {},
      rotator: {},
    });
    await jest.advanceTimersByTimeAsync(10_000);
    expect((await asked).map(({ flaw }) => flaw)).toEqual(['unavailable', null]);
  });

  it('are said by the code of what failed, and hinder no other', async () => {
    const failing = (error: Error) => ({ flaw: () => Promise.reject(error) });
    const systems = {
      database: { a: failing(new AdapterError('throttled', { retryable: true })), b: failing(new TypeError('x')) },
      ...{ 'key-api': { maps: saying('credentials') }, probe: {}, rotator: {} },
    };
    expect((await examineSystems(systems)).map(({ flaw }) => flaw)).toEqual([
      'throttled',
      'unavailable',
      'credentials',
    ]);
  });

  it('are looked at for one input only, and no step of a rotation is one', () => {
    expect(isExamination({ examine: 'systems' })).toBe(true);
    for (const other of [{ examine: true }, { Step: 'createSecret', SecretId: 's' }, {}, null, 'systems'])
      expect(isExamination(other)).toBe(false);
  });
});
