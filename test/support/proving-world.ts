import { scryptProofCodes } from '../../lambdas/adapters/keyed/proof-codes.ts';
import { HmacStopTokens } from '../../lambdas/adapters/keyed/stop-tokens.ts';
import { totp } from '../../lambdas/adapters/keyed/totp.ts';
import { WebAuthnPasskeys } from '../../lambdas/adapters/webauthn/passkeys.ts';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { type Challenger, challengerOf, type IssueServices } from '../../lambdas/app/proving/issue-challenge.ts';
import { type Requester, type RequesterServices, requesterOf } from '../../lambdas/app/proving/page.ts';
import { NO_HELP_DESK } from '../../lambdas/contract/help-desk.ts';
import type { AuthenticatorData } from '../../lambdas/core/proofing/authenticator.ts';
import type { AccountProfile } from '../../lambdas/core/registry/account.ts';
import { CONTACT_KINDS, type Contact } from '../../lambdas/core/registry/contact.ts';
import type { Delivery, Message, Recipient } from '../../lambdas/ports/delivery.ts';
import { type Boxes, Secret } from '../../lambdas/ports/secret.ts';
import { ApiWorld } from './api-world.ts';
import { ACTORS, anEnvelope, aPolicy, aProfile, at } from './fixtures.ts';
import { CODE_KEY, MemoryKey } from './keys.ts';

export const ORIGIN = 'https://recover.example.com';

/** Addresses that may appear only in messages to them. */
export const CANARY_ADDRESSES = ['canary-jane@example.com', '+15550009999'] as const;

const contact = (id: string, kind: Contact['kind'], address: string): Contact => ({
  ...{ id, kind, address, since: at(-30 * 86_400) },
});

export const CONTACTS: readonly Contact[] = [
  contact('work', 'email', CANARY_ADDRESSES[0]),
  contact('mobile', 'sms', CANARY_ADDRESSES[1]),
];

/** A landline, for tests that need another contact. */
export const HOME: Contact = contact('home', 'voice', '+15550008888');

/** Keeps what was sent. */
export class SentMessages implements Delivery {
  readonly sent: { readonly to: Recipient; readonly message: Message }[] = [];
  failing: Error | undefined;
  async send(to: Recipient, message: Message): Promise<void> {
    if (this.failing !== undefined) throw this.failing;
    this.sent.push({ to, message });
  }
  /** The code in the last message. */
  code(): string {
    return /\b\d{8}\b/.exec(this.sent.at(-1)?.message.text.reveal() ?? '')?.[0] ?? 'none';
  }
}

/** Keeps what was boxed, by its name. */
export class MemoryBoxes implements Boxes {
  readonly kept = new Map<string, Secret>();
  async put(name: string, secret: Secret): Promise<void> {
    this.kept.set(name, secret);
  }
  async open(name: string): Promise<Secret | undefined> {
    return this.kept.get(name);
  }
  async destroy(name: string): Promise<void> {
    this.kept.delete(name);
  }
}

/** The API's world with everything for proving: real codes, passkeys and one-time passwords. */
export class ProvingWorld extends ApiWorld {
  override readonly profile = aProfile({ contacts: CONTACTS });
  readonly delivery = new SentMessages();
  readonly totpBoxes = new MemoryBoxes();
  readonly credentials = new MemoryBoxes();
  readonly passkeys = new WebAuthnPasskeys(ORIGIN);
  codeKey = new MemoryKey(CODE_KEY);
  readonly stopTokens = new HmacStopTokens({ of: async () => [new Secret('k'.repeat(64))] });

  readonly proving: RequesterServices & IssueServices = {
    ...this.services,
    codes: scryptProofCodes({ versions: () => this.codeKey.versions() }),
    delivery: this.delivery,
    ways: CONTACT_KINDS,
    party: this.passkeys.party,
    enrolled: { passkeys: this.passkeys, totp, totpBoxes: this.totpBoxes },
    stopTokens: this.stopTokens,
    credentials: this.credentials,
    helpDesk: NO_HELP_DESK,
  };

  override async reset(profile: AccountProfile = this.profile, policy = aPolicy()): Promise<void> {
    await super.reset(profile, policy);
    this.delivery.sent.splice(0);
    this.delivery.failing = undefined;
    this.codeKey = new MemoryKey(CODE_KEY);
    this.totpBoxes.kept.clear();
    this.credentials.kept.clear();
  }

  /** The page of a browser with this cookie. */
  page(cookie = 'cookie-1', recovery = 'rec-1'): Requester & Challenger {
    const page = { recovery, cookie: new Secret(cookie) };
    return { ...requesterOf(this.proving, page), ...challengerOf(this.proving, page) };
  }

  /** Enrols this for Jane, long enough ago to count. */
  async enrol(data: AuthenticatorData): Promise<void> {
    const command = { type: 'EnrolAuthenticator', data } as const;
    await submit(this.services, anEnvelope(command, { recovery: null, actor: ACTORS.jane }));
    this.advance(86_400);
  }
}
