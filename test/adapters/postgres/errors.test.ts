import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { databaseError, isRefusedSignIn } from '../../../lambdas/adapters/postgres/errors.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';

const said = (code: string): Error => Object.assign(new Error('canary statement'), { code, severity: 'ERROR' });
const broken = (code: string): Error => Object.assign(new Error('canary'), { code });

describe('an error of a database server', () => {
  it.each([
    ['28P01', 'database-credential-refused'],
    ['28000', 'database-credential-refused'],
    ['3D000', 'database-missing'],
    ['25006', 'read-only-server'],
    ['42501', 'access-denied'],
    ['53300', 'throttled'],
    ['57014', 'throttled'],
    ['55P03', 'throttled'],
    ['57P01', 'unavailable'],
    ['57P03', 'unavailable'],
    ['XX000', 'unavailable'],
  ])('of SQLSTATE %s is `%s`, and may be tried again', (state, code) => {
    expect(databaseError(said(state))).toMatchObject({ code, retryable: true });
  });

  it.each(['42601', '42710', '22023'])('of SQLSTATE %s is final: the statement was wrong', (state) => {
    expect(databaseError(said(state))).toMatchObject({ code: 'statement-refused', retryable: false });
  });

  it.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate-refused'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-refused'],
    ['CERT_HAS_EXPIRED', 'certificate-refused'],
    ['ECONNREFUSED', 'unavailable'],
    ['EPIPE', 'unavailable'],
    ['28P01', 'unavailable'],
  ])('of the connection with %s is `%s`', (code, expected) => {
    expect(databaseError(broken(code))).toMatchObject({ code: expected, retryable: true });
    expect(isRefusedSignIn(broken(code))).toBe(false);
  });

  it('stays what it is, and quotes no statement', () => {
    const own = new AdapterError('throttled', { retryable: true });
    expect(databaseError(own)).toBe(own);
    for (const error of [said('42601'), broken('ECONNRESET'), 'canary', undefined])
      expect(inspect(databaseError(error), { depth: 9, showHidden: true })).not.toContain('canary');
  });
});
