import { afterEach, expect, it, jest } from '@jest/globals';
import { ENV } from '../../../lambdas/contract/environment.ts';
import { CONTACT_KINDS, type ContactKind } from '../../../lambdas/core/registry/contact.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';

const MAIL = { [ENV.mailFrom]: 'help@example.com' };
const MAILROOM = { [ENV.mailroom]: 'mailroom@example.com' };
const SMS = { [ENV.smsFrom]: '+12025550100' };
const VOICE = { [ENV.voiceFrom]: 'arn:aws:sms-voice:eu-central-1:111122223333:phone-number/phone-1' };
/** Where nothing listens: whoever gets as far as sending is told so by the network. */
const NOWHERE = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: 'eu-central-1', AWS_MAX_ATTEMPTS: '1' };
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
const before = { ...process.env };

afterEach(() => {
  process.env = { ...before };
});

it.each<[Record<string, string>, ContactKind[]]>([
  [{}, []],
  [MAIL, ['email']],
  [SMS, ['sms']],
  [VOICE, ['voice']],
  [{ ...MAIL, ...SMS, ...VOICE }, ['email', 'sms', 'voice']],
  [MAILROOM, []],
  [{ ...MAIL, ...SMS, ...VOICE, ...MAILROOM }, ['email', 'sms', 'voice', 'postal']],
])('says of every kind of contact whether messages are brought there, and brings them: %j', async (set, expected) => {
  Object.assign(process.env, NOWHERE, CREDENTIALS, set);
  jest.resetModules();
  const { ways } = await import('../../../lambdas/compose/outside/messages.ts');
  const { delivery } = await import('../../../lambdas/compose/outside/messages.ts');
  expect(ways()).toEqual(expected);
  const spoken = { language: 'en', parts: ['text'], worthSeconds: 600 } as const;
  for (const kind of CONTACT_KINDS) {
    const sending = delivery().send(
      { kind, address: '+12025550142' },
      { subject: 's', text: new Secret('text'), spoken },
    );
    const code = expected.includes(kind) ? 'unavailable' : 'channel-missing';
    await expect(sending).rejects.toMatchObject({ code });
  }
});
