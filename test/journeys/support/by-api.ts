import { Secret, TOTP } from 'otpauth';
import { METHODS, type MethodName } from '../../../lambdas/core/proofing/methods.ts';
import type { Visitor } from '../../../local/serve/visitor.ts';
import { SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { siteOf } from '../../../local/signing/passkeys.ts';
import type { LocalSystem } from '../../../local/start/system.ts';
import type { Play } from '../../support/play.ts';
import type { Hands } from './hands.ts';
import { codeSentTo, vendorVerifies } from './outside.ts';
import { type Household, reachOf } from './town.ts';

/** What a requester has enrolled before they need it. */
interface Kept {
  passkey?: SoftwareAuthenticator;
  savedCode?: string;
  app?: TOTP;
}

interface Begun {
  readonly challenge: string;
  readonly passkey?: unknown;
}

/** The people of one recovery, who call the API as their screens do. */
export class ByApi implements Hands {
  readonly #system: LocalSystem;
  readonly #play: Play;
  readonly #household: Household;
  readonly #kept: Kept = {};
  #recovery = '';
  #visitor: Visitor | undefined;

  constructor({ system, play }: { readonly system: LocalSystem; readonly play: Play }, household: Household) {
    this.#system = system;
    this.#play = play;
    this.#household = household;
  }

  async prepare(): Promise<void> {
    const { row, account, company } = this.#household;
    const enrols = (method: string, more: object = {}) =>
      this.#play.does(company.requester, '/me/authenticators', { account, method, ...more });
    const offered = (method: string) =>
      this.#play.does(company.requester, '/me/authenticators/offers', { account, method });
    if (row.methods.includes('passkey')) {
      const challenge = String((await offered('passkey'))['challenge']);
      this.#kept.passkey = new SoftwareAuthenticator();
      const registration = this.#kept.passkey.make({ challenge, origin: siteOf(this.#system.url) });
      await enrols('passkey', { registration });
    }
    if (row.methods.includes('saved-code')) this.#kept.savedCode = String((await enrols('saved-code'))['code']);
    if (row.methods.includes('totp')) {
      const secret = String((await offered('totp'))['secret']);
      this.#kept.app = new TOTP({ secret: Secret.fromBase32(secret) });
      await enrols('totp', { secret, password: this.#kept.app.generate() });
    }
    if (row.methods.includes('recovery-contact'))
      await this.#play.does(company.requester, '/me/recovery-contacts', {
        account,
        person: `person:${company.friend}`,
      });
  }

  async ask(): Promise<string> {
    const { row, account, company } = this.#household;
    this.#recovery = await this.#play.opens(company.requester, account, row.action);
    return this.#recovery;
  }

  async visit(): Promise<void> {
    this.#visitor = await this.#play.visits(this.#recovery);
  }

  get #page(): Visitor {
    if (this.#visitor === undefined) throw new Error('nobody has opened the page');
    return this.#visitor;
  }

  async give(method: MethodName): Promise<void> {
    const { company, row } = this.#household;
    const { asks } = METHODS[method];
    const proves = (who: string) => this.#play.proves(who, this.#recovery, method, this.#page);
    switch (asks.for) {
      case 'sighting':
        for (const verifier of row.isSeenTwice ? company.verifiers : company.verifiers.slice(0, 1))
          await proves(verifier);
        return;
      case 'word':
        await proves(asks.of === 'manager' ? company.manager : company.custodian);
        return;
      case 'code-read-back':
        return this.#isCalledBack();
      case 'vendor':
        return vendorVerifies(this.#system, {
          recovery: this.#recovery,
          challenge: (await this.#begun('vendor')).challenge,
        });
      case 'passkey': {
        const { challenge, passkey } = await this.#begun(method);
        const asked = (passkey as { readonly challenge: string }).challenge;
        const assertion = this.#kept.passkey?.use({ challenge: asked, origin: siteOf(this.#system.url) });
        return this.#answers({ challenge, assertion });
      }
      case 'saved-code':
        return this.#answers({ challenge: (await this.#begun(method)).challenge, code: this.#kept.savedCode });
      case 'one-time-password': {
        const { challenge } = await this.#begun(method);
        // The step in which it was enrolled is used up, or not: the next one is good in any case.
        return this.#answers({ challenge, code: this.#kept.app?.generate({ timestamp: Date.now() + 30_000 }) });
      }
      case 'code':
      case 'code-passed-on': {
        const { mail, mobile, home } = reachOf(this.#household);
        const to =
          asks.for === 'code' ? { email: mail, sms: mobile, voice: home }[asks.to] : `${company.friend}@example.com`;
        const { challenge } = await this.#begun(method);
        return this.#answers({ challenge, code: await codeSentTo(this.#system, to) });
      }
      default:
        asks satisfies never;
    }
  }

  async countersign(approver: string): Promise<void> {
    await this.#play.countersigns(approver, this.#recovery);
  }

  async claim(at: 'page' | 'signed in'): Promise<string> {
    if (at === 'page') return this.#play.claims(this.#page);
    const claimed = await this.#play.does(this.#household.company.requester, `/recoveries/${this.#recovery}/claims`);
    return String(claimed['credential']);
  }

  async stop(): Promise<void> {
    await this.#play.does('dana', `/recoveries/${this.#recovery}/stops`, { reason: 'it has done its work' });
  }

  async review(): Promise<void> {
    const review = { finding: 'appropriate', note: 'it was as it should be' };
    await this.#play.does('rita', `/recoveries/${this.#recovery}/reviews`, review);
  }

  async leave(): Promise<void> {}

  /** The page begins with a method that it offers. */
  async #begun(method: MethodName): Promise<Begun> {
    const { methods } = (await this.#page.state()) as unknown as {
      readonly methods: readonly { method: string; contacts: { id: string }[]; vendors: { id: string }[] }[];
    };
    const offered = methods.find((one) => one.method === method);
    if (offered === undefined) throw new Error(`the page does not offer \`${method}\``);
    const {
      contacts: [contact],
      vendors: [vendor],
    } = offered;
    const chosen = { ...(contact && { contact: contact.id }), ...(vendor && { vendor: vendor.id }) };
    const { status, body } = await this.#page.does('challenges', { purpose: 'prove', method, ...chosen });
    if (status !== 200) throw new Error(`\`${method}\` did not begin: ${status} ${String(body['code'])}`);
    return body as unknown as Begun;
  }

  async #answers(answer: object): Promise<void> {
    const { status, body } = await this.#page.does('answers', answer);
    if (status !== 200 || body['correct'] !== true) throw new Error(`not answered: ${status} ${JSON.stringify(body)}`);
  }

  /** A verifier sends a code to one contact, calls another, and types what is read back. */
  async #isCalledBack(): Promise<void> {
    const [verifier] = this.#household.company.verifiers;
    const order = { method: 'call-back', contact: 'mail', called: 'home' };
    const { challenge } = await this.#play.does(verifier, `/recoveries/${this.#recovery}/challenges`, order);
    const code = await codeSentTo(this.#system, reachOf(this.#household).mail);
    const said = { challenge, code, page: await this.#page.words() };
    const { correct } = await this.#play.does(verifier, `/recoveries/${this.#recovery}/answers`, said);
    if (correct !== true) throw new Error('the code that was read back is not taken');
  }
}
