import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { isoCBOR, parseAuthenticatorData } from '@simplewebauthn/server/helpers';
import { Api } from '../../../../console/staff/model/api.ts';
import { publicKeyIn } from '../../../../console/staff/model/passkey.ts';
import {
  challengeOf,
  confirm,
  countersign,
  seenOfBatch,
  signedDecision,
  signedOnDuty,
} from '../../../../console/staff/model/statement.ts';
import * as core from '../../../../lambdas/core/approvals/statement.ts';
import { type DutyCommand, decidedBy, type SignableCommand } from '../../../../lambdas/core/recovery/assess/signed.ts';
import { seenOfBatch as seenOfRegistered } from '../../../../lambdas/core/registry/batch.ts';
import { SoftwareAuthenticator } from '../../../../local/signing/authenticator.ts';
import { NOW, PEOPLE } from '../../../support/fixtures.ts';

const SITE = 'https://console.example.com';
const digest = 'a'.repeat(64);
const statement = {
  kind: 'countersign',
  ...{ stream: 'cognito:jane', recovery: 'rec-1', digest, person: PEOPLE.identityApprover, at: NOW },
} as const;
const shown = { recovery: 'rec-1', account: 'cognito:jane', digest };
const key = new SoftwareAuthenticator();
const passkey = { credentialId: key.id.toString('base64url'), site: SITE };

const session = { token: async () => 'token', name: () => null, signIn: async () => {}, signOut: async () => {} };
let signing: object | null;
let own: { readonly person: string; readonly at: string; readonly passkeys: readonly object[] };
let sent: unknown[];
let asked: PublicKeyCredentialRequestOptions[];

/** What a browser gives for `navigator.credentials.get`, from a software authenticator. */
class Credential {
  readonly id = passkey.credentialId;
  readonly response: object;
  constructor(challenge: string) {
    const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url')).buffer;
    const { clientDataJSON, authenticatorData, signature } = key.use({ challenge, origin: SITE });
    this.response = {
      ...{ clientDataJSON: bytes(clientDataJSON), authenticatorData: bytes(authenticatorData) },
      signature: bytes(signature),
    };
  }
}

const asBrowser = (name: string, value: unknown) =>
  Object.defineProperty(globalThis, name, { value, configurable: true });

beforeEach(() => {
  signing = { statement, passkeys: [passkey] };
  own = { person: PEOPLE.admin, at: NOW, passkeys: [passkey] };
  [sent, asked] = [[], []];
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (to, init) => {
    if (/\/offers(\?|$)/.test(String(to))) return new Response(JSON.stringify({ signing }));
    if (String(to).endsWith('/me/signing')) return new Response(JSON.stringify(own));
    sent.push(JSON.parse(String(init?.body)));
    return new Response(JSON.stringify({ status: 'approving', warnings: [] }));
  });
  asBrowser('PublicKeyCredential', Credential);
  asBrowser('location', new URL(SITE));
  asBrowser('navigator', {
    credentials: {
      get: async ({ publicKey }: { publicKey: PublicKeyCredentialRequestOptions }) => {
        asked.push(publicKey);
        return new Credential(Buffer.from(publicKey.challenge as Uint8Array).toString('base64url'));
      },
    },
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('a countersignature in the console', () => {
  it('hashes a statement as the product does', async () => {
    expect(await challengeOf(statement)).toBe(core.challengeOf(statement));
    expect(await challengeOf({ ...statement, recovery: null })).toBe(
      core.challengeOf({ ...statement, recovery: null }),
    );
  });

  it('is signed with a passkey of this site, over exactly the plan on the screen', async () => {
    await countersign(new Api(session), shown);
    expect(asked).toMatchObject([{ rpId: 'console.example.com', userVerification: 'required' }]);
    expect(Buffer.from(asked[0]?.challenge as Uint8Array).toString('base64url')).toBe(core.challengeOf(statement));
    expect(sent).toMatchObject([{ digest, signed: { statement, assertion: { id: passkey.credentialId } } }]);
  });

  it.each([
    ['plan', { digest: 'b'.repeat(64) }],
    ['recovery', { recovery: 'rec-2' }],
    ['account', { stream: 'cognito:ken' }],
    ['kind', { kind: 'reject' }],
    ['right', { for: PEOPLE.manager }],
  ])('signs nothing where the service names another %s than the screen', async (_, over) => {
    signing = { statement: { ...statement, ...over }, passkeys: [passkey] };
    await expect(countersign(new Api(session), shown)).rejects.toMatchObject({ code: 'digest-mismatch' });
    expect([asked, sent]).toEqual([[], []]);
  });

  it('names in whose place it is, where that is on the screen', async () => {
    signing = { statement: { ...statement, for: PEOPLE.manager }, passkeys: [passkey] };
    await countersign(new Api(session), { ...shown, for: PEOPLE.manager });
    expect(sent).toMatchObject([{ digest, for: PEOPLE.manager, signed: { statement: { for: PEOPLE.manager } } }]);
    await expect(countersign(new Api(session), { ...shown, for: PEOPLE.verifier })).rejects.toMatchObject({
      code: 'digest-mismatch',
    });
  });

  it('sends nothing where the record has no passkey of this site', async () => {
    signing = { statement, passkeys: [{ ...passkey, site: 'https://other.example.com' }] };
    await expect(countersign(new Api(session), shown)).rejects.toMatchObject({ code: 'unsigned' });
    expect([asked, sent]).toEqual([[], []]);
  });

  it('is not signed by somebody without a passkey: the service says whether that is enough', async () => {
    signing = null;
    await countersign(new Api(session), shown);
    expect([asked, sent]).toEqual([[], [{ digest }]]);
  });
});

describe('another decision in the console', () => {
  const content = { method: 'live-video', outcome: 'verified', reference: null, seen: ['passport'], checked: [] };
  const decides = () => signedDecision(new Api(session), { ...shown, kind: 'prove', content });

  it('is signed over exactly what is sent, by the digest that the product computes', async () => {
    const { digest: said } = decidedBy({ type: 'RecordProof', ...content } as SignableCommand) ?? {};
    const signed = await decides();
    expect(signed).toMatchObject({ statement: { ...statement, kind: 'prove', digest: said } });
    const challenge = core.challengeOf({ ...statement, kind: 'prove', digest: String(said) });
    expect(Buffer.from(asked[0]?.challenge as Uint8Array).toString('base64url')).toBe(challenge);
  });

  it.each([
    ['recovery', { recovery: 'rec-2' }],
    ['account', { stream: 'cognito:ken' }],
    ['right', { for: PEOPLE.manager }],
  ])('is not signed where the service names another %s than the screen', async (_, over) => {
    signing = { statement: { ...statement, ...over }, passkeys: [passkey] };
    await expect(decides()).rejects.toMatchObject({ code: 'other' });
    expect(asked).toEqual([]);
  });

  it('is not signed by somebody without a passkey', async () => {
    signing = null;
    expect(await decides()).toBeUndefined();
  });
});

describe('a confirmation in the console', () => {
  const proposal = { stream: 'policy:active', digest, seen: 'b'.repeat(64) };

  it('is signed over exactly the proposal on the screen', async () => {
    await confirm(new Api(session), proposal);
    const said = {
      kind: 'confirm',
      stream: 'policy:active',
      recovery: null,
      digest,
      person: PEOPLE.admin,
      at: NOW,
    } as const;
    expect(sent).toMatchObject([{ ...proposal, signed: { statement: said, assertion: { id: passkey.credentialId } } }]);
    expect(Buffer.from(asked[0]?.challenge as Uint8Array).toString('base64url')).toBe(core.challengeOf(said));
  });

  it('is not signed by somebody without a passkey, and sends nothing where none is of this site', async () => {
    own = { ...own, passkeys: [{ ...passkey, site: 'https://other.example.com' }] };
    await expect(confirm(new Api(session), proposal)).rejects.toMatchObject({ code: 'unsigned' });
    expect([asked, sent]).toEqual([[], []]);
    own = { ...own, passkeys: [] };
    await confirm(new Api(session), proposal);
    expect([asked, sent]).toEqual([[], [proposal]]);
  });

  it('of a batch names what was read of it as the product does', async () => {
    const value = { root: digest, people: 2, accounts: 1, fresh: 3, changing: 0, same: 0, apart: [2], lookedAt: NOW };
    expect(await seenOfBatch(value, { by: PEOPLE.admin, at: NOW })).toBe(
      seenOfRegistered({ value, by: PEOPLE.admin, at: NOW }),
    );
  });
});

describe('a decision on duty', () => {
  const until = NOW;
  it.each<[Parameters<typeof signedOnDuty>[1], DutyCommand]>([
    [
      { kind: 'lower', content: { threat: 't' } },
      { type: 'LowerThreat', threat: 't' },
    ],
    [
      { kind: 'declare', content: { incident: 'INC-1', until, reason: 'fire' } },
      { type: 'DeclareIncident', incident: 'INC-1', until, reason: 'fire' },
    ],
    [
      { kind: 'raise', content: { desk: null, until, reason: 'calls', drain: false } },
      { type: 'RaiseThreat', desk: null, until, reason: 'calls', drain: false },
    ],
    [
      { kind: 'end', content: { incident: 'INC-1' } },
      { type: 'EndIncident', incident: 'INC-1' },
    ],
  ])('is signed over exactly what the service hashes of it: %j', async (decision, command) => {
    const signed = (await signedOnDuty(new Api(session), decision)) as core.SignedStatement;
    const said = { ...decidedBy(command), stream: 'policy:active', recovery: null, person: PEOPLE.admin, at: NOW };
    expect(signed.statement).toEqual(said);
    expect(Buffer.from(asked[0]?.challenge as Uint8Array).toString('base64url')).toBe(
      core.challengeOf(signed.statement),
    );
  });

  it('about an account names its stream', async () => {
    const about = { kind: 'lower', stream: 'cognito:jane', content: { threat: 't' } } as const;
    expect(await signedOnDuty(new Api(session), about)).toMatchObject({ statement: { stream: 'cognito:jane' } });
  });
});

describe('a new passkey for decisions', () => {
  it('shows the key that the authenticator made', () => {
    const { attestationObject } = key.make({ challenge: 'c'.repeat(43), origin: SITE });
    const object = isoCBOR.decodeFirst<Map<string, Uint8Array>>(
      new Uint8Array(Buffer.from(attestationObject, 'base64url')),
    );
    const data = new Uint8Array(object.get('authData') ?? []);
    expect(Buffer.from(publicKeyIn(data) ?? []).toString('base64url')).toBe(key.publicKey());
    expect(parseAuthenticatorData(data).credentialPublicKey).toEqual(publicKeyIn(data));
    data[32] = (data[32] ?? 0) | 0x80;
    expect(publicKeyIn(data)).toBeUndefined();
  });

  it('is nothing without a key', () => {
    expect(publicKeyIn(new Uint8Array(37))).toBeUndefined();
  });
});
