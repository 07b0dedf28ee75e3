import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { standardWebhooksMac } from '../../../lambdas/adapters/signatures/standard-webhooks.ts';
import { METHODS, type MethodName } from '../../../lambdas/core/proofing/methods.ts';
import { messagesOf } from '../../../local/serve/outbox.ts';
import type { Visitor } from '../../../local/serve/visitor.ts';
import { SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { siteOf } from '../../../local/signing/passkeys.ts';
import type { LocalSystem } from '../../../local/start/system.ts';
import { eventually } from '../../support/eventually.ts';
import type { Play } from '../../support/play.ts';
import { type Household, reachOf } from './town.ts';

/** What a requester has enrolled before they need it. */
export interface Kept {
  readonly passkey?: SoftwareAuthenticator;
  readonly savedCode?: string;
  readonly app?: TOTP;
}

/** One journey at the moment of its proofs. */
export interface Journey {
  readonly system: LocalSystem;
  readonly play: Play;
  readonly household: Household;
  readonly kept: Kept;
  readonly recovery: string;
  readonly page: Visitor;
}

/** The requester prepares, at `/me`, what these methods ask of them. */
export async function enrolFor({
  household: { row, account, company },
  play,
  system,
}: Omit<Journey, 'kept' | 'recovery' | 'page'>): Promise<Kept> {
  const enrols = (method: string, more: object = {}) =>
    play.does(company.requester, '/me/authenticators', { account, method, ...more });
  const offered = (method: string) => play.does(company.requester, '/me/authenticators/offers', { account, method });
  const kept: { -readonly [Name in keyof Kept]: Kept[Name] } = {};
  if (row.methods.includes('passkey')) {
    const challenge = String((await offered('passkey'))['challenge']);
    kept.passkey = new SoftwareAuthenticator();
    await enrols('passkey', { registration: kept.passkey.make({ challenge, origin: siteOf(system.url) }) });
  }
  if (row.methods.includes('saved-code')) kept.savedCode = String((await enrols('saved-code'))['code']);
  if (row.methods.includes('totp')) {
    const secret = String((await offered('totp'))['secret']);
    kept.app = new TOTP({ secret: Secret.fromBase32(secret) });
    await enrols('totp', { secret, password: kept.app.generate() });
  }
  if (row.methods.includes('recovery-contact'))
    await play.does(company.requester, '/me/recovery-contacts', { account, person: `person:${company.friend}` });
  return kept;
}

/** Gives one proof, by whoever can, with only what they have. Throws where it is not accepted. */
export async function give(journey: Journey, method: MethodName): Promise<void> {
  const { play, household, recovery, page, kept } = journey;
  const { company } = household;
  const { asks } = METHODS[method];
  switch (asks.for) {
    case 'sighting':
      for (const verifier of household.row.isSeenTwice ? company.verifiers : company.verifiers.slice(0, 1))
        await play.proves(verifier, recovery, method, page);
      return;
    case 'word':
      await play.proves(asks.of === 'manager' ? company.manager : company.custodian, recovery, method, page);
      return;
    case 'code-read-back':
      return isCalledBack(journey);
    case 'vendor':
      return isSentBack(journey);
    case 'passkey': {
      const { challenge, passkey } = await begun(page, method);
      const asked = (passkey as { readonly challenge: string }).challenge;
      const assertion = kept.passkey?.use({ challenge: asked, origin: siteOf(journey.system.url) });
      return answered(page, { challenge, assertion });
    }
    case 'saved-code':
      return answered(page, { challenge: (await begun(page, method)).challenge, code: kept.savedCode });
    case 'one-time-password': {
      const { challenge } = await begun(page, method);
      // The step in which it was enrolled is used up, or not: the next one is good in any case.
      return answered(page, { challenge, code: kept.app?.generate({ timestamp: Date.now() + 30_000 }) });
    }
    case 'code':
    case 'code-passed-on': {
      const { mail, mobile, home } = reachOf(household);
      const to =
        asks.for === 'code' ? { email: mail, sms: mobile, voice: home }[asks.to] : `${company.friend}@example.com`;
      const { challenge } = await begun(page, method);
      return answered(page, { challenge, code: await codeSentTo(journey, to) });
    }
    default:
      asks satisfies never;
  }
}

interface Begun {
  readonly challenge: string;
  readonly passkey?: unknown;
}

/** The page begins with a method that it offers. */
async function begun(page: Visitor, method: MethodName): Promise<Begun> {
  const { methods } = (await page.state()) as unknown as {
    readonly methods: readonly { method: string; contacts: { id: string }[]; vendors: { id: string }[] }[];
  };
  const offered = methods.find((one) => one.method === method);
  if (offered === undefined) throw new Error(`the page does not offer \`${method}\``);
  const {
    contacts: [contact],
    vendors: [vendor],
  } = offered;
  const chosen = { ...(contact && { contact: contact.id }), ...(vendor && { vendor: vendor.id }) };
  const { status, body } = await page.does('challenges', { purpose: 'prove', method, ...chosen });
  if (status !== 200) throw new Error(`\`${method}\` did not begin: ${status} ${String(body['code'])}`);
  return body as unknown as Begun;
}

async function answered(page: Visitor, answer: object): Promise<void> {
  const { status, body } = await page.does('answers', answer);
  if (status !== 200 || body['correct'] !== true) throw new Error(`not answered: ${status} ${JSON.stringify(body)}`);
}

/** A code of eight digits, as its recipient reads or hears it. */
const CODE = /\b\d( ?\d){7}\b/;

async function codeSentTo({ system }: Pick<Journey, 'system'>, to: string): Promise<string> {
  let code = '';
  await eventually(async () => {
    const sent = messagesOf(system.aws).find((one) => one.to === to && CODE.test(one.text));
    if (sent === undefined) throw new Error(`no code for ${to}`);
    code = CODE.exec(sent.text)?.[0].replaceAll(' ', '') ?? '';
  });
  return code;
}

/** A verifier sends a code to one contact, calls another, and types what is read back. */
async function isCalledBack(journey: Journey): Promise<void> {
  const { play, household, recovery, page } = journey;
  const [verifier] = household.company.verifiers;
  const order = { method: 'call-back', contact: 'mail', called: 'home' };
  const { challenge } = await play.does(verifier, `/recoveries/${recovery}/challenges`, order);
  const code = await codeSentTo(journey, reachOf(household).mail);
  const said = { challenge, code, page: await page.words() };
  const { correct } = await play.does(verifier, `/recoveries/${recovery}/answers`, said);
  if (correct !== true) throw new Error('the code that was read back is not taken');
}

/** The requester goes to the vendor of the page, which sends its signed result. */
async function isSentBack({ system, recovery, page }: Journey): Promise<void> {
  const { challenge } = await begun(page, 'vendor');
  const body = JSON.stringify({ recovery, challenge, result: 'verified' });
  const [id, seconds] = [`msg_${randomUUID()}`, String(Math.floor(Date.now() / 1000))];
  const key = Buffer.from(system.vendorKeys.idv.replace(/^whsec_/, ''), 'base64');
  const mac = standardWebhooksMac(key, { id, seconds, body: Buffer.from(body) }).toString('base64');
  const headers = {
    ...{ 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': seconds },
    'webhook-signature': `v1,${mac}`,
  };
  const { status } = await fetch(`${system.url}/vendor/idv`, { method: 'POST', headers, body });
  if (status !== 200) throw new Error(`the vendor’s result is not taken: ${status}`);
}
