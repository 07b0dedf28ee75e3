import { describe, expect, it } from '@jest/globals';
import type { Authenticator } from '../../../../lambdas/core/proofing/authenticator.ts';
import { meansOf, needsTelephone } from '../../../../lambdas/core/recovery/state/means.ts';
import type { StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import type { AccountProfile } from '../../../../lambdas/core/registry/account.ts';
import type { Contact } from '../../../../lambdas/core/registry/contact.ts';
import { anNhiProfile, aProfile, NOW, registered } from '../../../support/fixtures.ts';

const EVERYTHING = { ways: ['email', 'sms', 'voice', 'postal'], vendors: ['idv'] } as const;
const SEEN = ['in-person in-person', 'live-video video'];

const contact = (kind: Contact['kind'], address: string): Contact => ({
  id: `${kind}-${address}`,
  kind,
  address,
  since: NOW,
});
const BARE = { contacts: [], manager: null, custodians: [], owner: 'person:jane' } as const;

function waysOf(
  profile: Partial<AccountProfile>,
  over: Partial<StreamState> = {},
  reachable: Parameters<typeof meansOf>[1] = { ways: EVERYTHING.ways, vendors: [] },
) {
  const state = registered(aProfile({ ...BARE, ...profile }), over);
  return meansOf(state, reachable)
    .map(({ method, channel, deviceBound }) => `${method} ${channel}${deviceBound ? ' bound' : ''}`)
    .filter((one) => !SEEN.includes(one));
}

const passkey = (eligible: boolean): Authenticator => ({
  ...{ id: 'a', enrolledAt: NOW, method: 'passkey', credentialId: 'c', publicKey: 'p', counter: 0 },
  backup: { eligible, state: false },
});

describe('how somebody could prove themselves', () => {
  it('is always by being seen', () => {
    expect(meansOf(registered(aProfile(BARE)), { ways: [], vendors: [] }).map(({ method }) => method)).toEqual([
      'in-person',
      'live-video',
    ]);
  });

  it('is by a code to each kind of contact that the deployment reaches, and never by post', () => {
    const contacts = [contact('email', 'j@x.example'), contact('sms', '+15550001'), contact('postal', 'a\nb')];
    expect(waysOf({ contacts })).toEqual(['issued-code-email email', 'issued-code-sms sms', 'call-back email']);
    expect(waysOf({ contacts }, {}, { ways: ['sms'], vendors: [] })).toEqual(['issued-code-sms sms']);
  });

  it('is by a call-back only where another telephone is called than the one with the code', () => {
    expect(waysOf({ contacts: [contact('sms', '+15550001'), contact('voice', '+1 555-0001')] })).not.toContain(
      'call-back sms',
    );
    expect(waysOf({ contacts: [contact('sms', '+15550001'), contact('voice', '+15550002')] })).toContain(
      'call-back sms',
    );
  });

  it('is by what the owner has enrolled, a passkey bound to its device by more', () => {
    const code: Authenticator = { id: 'b', enrolledAt: NOW, method: 'saved-code', hash: 'h', salt: 's' };
    expect(waysOf({}, { authenticators: [passkey(true), code] })).toEqual(['saved-code paper', 'passkey device']);
    expect(waysOf({}, { authenticators: [passkey(true), passkey(false)] })).toEqual(['passkey device bound']);
  });

  it('is by the people who would vouch, never by the owner', () => {
    expect(waysOf({ manager: 'person:mona', custodians: ['person:carl'] })).toEqual([
      'manager-attestation person:mona',
      'custodian-attestation person:carl',
    ]);
    expect(waysOf({ manager: 'person:jane', custodians: ['person:jane'] })).toEqual([]);
  });

  it('is by another custodian than the one who asks', () => {
    const asked = (custodians: readonly string[]) =>
      waysOf({ ...anNhiProfile({ owner: null, manager: null, custodians }) });
    expect(asked(['person:carl'])).toEqual([]);
    expect(asked(['person:carl', 'person:cora'])).toEqual(['custodian-attestation person:cora']);
  });

  it('is by people whom the owner named, where mail is sent, and by a vendor, where there is one', () => {
    const over = { recoveryContacts: [{ id: 'r', person: 'person:pat', since: NOW }] };
    expect(waysOf({}, over)).toEqual(['recovery-contact person:pat']);
    expect(waysOf({}, over, { ways: ['sms'], vendors: ['idv'] })).toEqual(['vendor vendor']);
  });
});

it('knows what is lost with a telephone: calls, texts, apps and passkeys, and nothing on paper or by people', () => {
  const contacts = [contact('email', 'j@x.example'), contact('sms', '+15550001'), contact('voice', '+15550002')];
  const code: Authenticator = { id: 'b', enrolledAt: NOW, method: 'saved-code', hash: 'h', salt: 's' };
  const state = registered(aProfile({ ...BARE, contacts, manager: 'person:mara' }), {
    authenticators: [passkey(true), code],
    recoveryContacts: [{ id: 'r', person: 'person:kim', since: NOW }],
  });
  const [lost, kept] = [true, false].map((isLost) =>
    meansOf(state, EVERYTHING).filter((one) => needsTelephone(one) === isLost),
  );
  expect([...new Set(lost?.map(({ method }) => method))]).toEqual([
    ...['issued-code-sms', 'issued-code-voice', 'call-back', 'passkey'],
  ]);
  expect([...new Set(kept?.map(({ method }) => method))]).toEqual([
    ...['in-person', 'live-video', 'vendor', 'saved-code', 'issued-code-email', 'recovery-contact'],
    'manager-attestation',
  ]);
});
