import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { METHOD_NAMES, METHODS } from '../../lambdas/core/proofing/methods.ts';
import { STATUSES } from '../../lambdas/core/recovery/state/state.ts';
import { ACTIONS, LANGUAGES } from '../../lambdas/core/registry/account.ts';

const texts = JSON.parse(
  readFileSync(new URL('../../console/requester/texts.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, string>>>>;

const placesIn = (text = ''): string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
const missing = (names: readonly string[]): string[] => names.filter((name) => texts[name] === undefined);
const CLOSING = ['revoking', 'revocation-overdue', 'revoked', 'reviewing'];

describe('what the requester’s page says', () => {
  it.each(Object.entries(texts))('says `%s` in every language, with the same things filled in', (_, said) => {
    expect(Object.keys(said)).toEqual([...LANGUAGES]);
    for (const text of Object.values(said)) expect(text.trim()).not.toBe('');
    expect(placesIn(said['de'])).toEqual(placesIn(said['en']));
    expect(placesIn(said['es'])).toEqual(placesIn(said['en']));
  });

  it('has words for every action, status, and method that can be given there', () => {
    expect(missing(ACTIONS.map((action) => `action.${action}`))).toEqual([]);
    const statuses = STATUSES.filter((status) => !CLOSING.includes(status));
    expect(
      missing([...statuses, 'closing', 'ended'].flatMap((status) => [`${status}.head`, `${status}.text`])),
    ).toEqual([]);
    const own = METHOD_NAMES.filter((method) => METHODS[method].confirmedBy === 'system');
    expect(missing(own.flatMap((method) => [`method.${method}`, `about.${method}`]))).toEqual([]);
  });

  it('says nothing that only somebody who built it understands', () => {
    const jargon = /\b(credential|challenge|session|cookie|ledger|countersign|OTP|MFA|WebAuthn|revoke|grant)\b/i;
    const found = Object.entries(texts).filter(([, { en = '' }]) => jargon.test(en));
    expect(found.map(([name]) => name)).toEqual([]);
  });
});
