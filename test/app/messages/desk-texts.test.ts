import { describe, expect, it } from '@jest/globals';
import { codeMessage } from '../../../lambdas/app/messages/code-message.ts';
import { footOf, subjectLine } from '../../../lambdas/app/messages/desk-texts.ts';
import { type HelpDesk, NO_HELP_DESK } from '../../../lambdas/contract/help-desk.ts';
import { LANGUAGES } from '../../../lambdas/core/registry/account.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { at, NOW } from '../../support/fixtures.ts';

const DESK: HelpDesk = {
  organisation: 'Example Corp',
  name: 'IT desk',
  phone: '+1 202-555-0111',
  hours: '08:00 to 18:00 UTC',
  address: 'ground floor',
};

describe('whose message it is', () => {
  it.each(LANGUAGES)('is in the subject and at the end, with the desk and how to reach it (%s)', (language) => {
    expect(subjectLine('It has begun', DESK, language)).toBe('Example Corp: It has begun');
    const foot = footOf(DESK, language).join('\n');
    expect(foot).toContain('Example Corp');
    expect(foot).toContain('IT desk, +1 202-555-0111, 08:00 to 18:00 UTC, ground floor');
    expect(foot).not.toMatch(/[{}]|null/);
  });

  it('says nothing that nobody has set', () => {
    expect(footOf(NO_HELP_DESK, 'en')).toEqual([]);
    expect(subjectLine('It has begun', NO_HELP_DESK, 'en')).toBe('It has begun');
    const [only, ...more] = footOf({ ...NO_HELP_DESK, phone: '+1 202-555-0111' }, 'en');
    expect(only).toContain('Your help desk: +1 202-555-0111.');
    expect(more).toEqual([]);
  });

  it('is said with a code, without a telephone number beside it', () => {
    const code = new Secret('12345678');
    const sent = { method: 'issued-code-sms', now: NOW, expiresAt: at(600), code, language: 'en' } as const;
    const { subject, text } = codeMessage({ ...sent, helpDesk: DESK });
    expect(subject).toBe('Example Corp: Your code');
    expect(text.reveal()).toMatch(/This message comes from Example Corp\.$/);
    expect(text.reveal()).not.toContain('555-0111');
  });
});
