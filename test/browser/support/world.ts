import { run } from '../../../bin/cli/run.ts';
import { processTerminal } from '../../../bin/cli/terminal.ts';
import type { ProposedProfile } from '../../../lambdas/app/people/registry.ts';
import type { Person } from '../../../lambdas/core/registry/person.ts';
import { DEMO_ACCOUNTS } from '../../../local/directory/accounts.ts';
import { callApi, type Reply } from '../../../local/serve/api.ts';
import { messagesOf, type ShownMessage } from '../../../local/serve/outbox.ts';
import type { SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { countersignature, signedBody } from '../../../local/signing/passkeys.ts';
import { type LocalSystem, startLocal } from '../../../local/start/system.ts';

/** A local system, and what people outside the browser do with it. */
export class World {
  readonly #system: LocalSystem;

  constructor(system: LocalSystem) {
    this.#system = system;
  }

  /** `signsInPage`: whether the console signs with the demo people's passkeys by itself, as `npm start` has it. */
  static start = async ({ signsInPage = true } = {}): Promise<World> =>
    new World(await startLocal({ policy: 'trial', signsInPage }));

  stop = (): Promise<void> => this.#system.stop();

  /** Where people reach the pages. */
  get url(): string {
    return this.#system.url.replace('127.0.0.1', 'localhost');
  }

  pageOf = (recovery: string): string => `${this.url}/r/${recovery}`;

  /** Stops a recovery that a test has left, where it has not ended by itself. Throws for every other refusal. */
  async clear(who: string, recovery: string): Promise<void> {
    const stop = { reason: 'the test is over', cause: 'withdrawn' };
    const path = `/recoveries/${recovery}/stops`;
    const { status } = await callApi(this.#system.url, { method: 'POST', path, body: stop, token: this.#tokenOf(who) });
    if (status >= 300 && ![404, 409].includes(status)) throw new Error(`${path} answered ${status}`);
  }

  async post(who: string, path: string, body: object): Promise<Reply['body']> {
    const accountOf = async (recovery: string) => String((await this.show(recovery))['account']);
    const signed = await signedBody(this.#system, who, { path, body }, accountOf);
    const reply = await callApi(this.#system.url, { method: 'POST', path, body: signed, token: this.#tokenOf(who) });
    if (reply.status >= 300) throw new Error(`${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  /** A demo person's passkey. */
  passkeyOf(who: string): SoftwareAuthenticator {
    const passkey = this.#system.passkeys[who];
    if (passkey === undefined) throw new Error(`\`${who}\` has no passkey`);
    return passkey;
  }

  /** Both administrators put another record of somebody in the place of theirs. */
  async register(person: Omit<Person, 'subjects'> & { readonly subject: string }): Promise<void> {
    const { subject, ...record } = person;
    await this.#agreed({ person: { ...record, subjects: [`${this.#system.url}|${subject}`] } });
  }

  /** The same of an account of the demo: its record with these changes. */
  async govern(account: string, over: Partial<ProposedProfile>): Promise<void> {
    const record = DEMO_ACCOUNTS.find((one) => one.account === account);
    await this.#agreed({ profile: { ...record, ...over } });
  }

  async #agreed(proposal: object): Promise<void> {
    const { stream, digest } = await this.post('adam', '/registry/proposals', proposal);
    await this.post('ada', '/registry/confirmations', { stream, digest });
  }

  /** A line of the command line, typed by somebody whose browser opens the addresses that it shows. */
  async types(who: string, argv: readonly string[], browser: (address: string) => void) {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await run(['--url', this.#system.url, ...argv], {
      ...processTerminal(),
      out: (said) => void out.push(said),
      err: (said) => void err.push(said),
      open: browser,
      env: { COUNTERSIGN_TOKEN: this.#tokenOf(who) },
    });
    return { code, out: out.join(''), err: err.join('') };
  }

  /** A recovery of a privileged account whose requester two verifiers and her manager have seen. */
  async proved(action: string): Promise<string> {
    const asked = { account: 'cognito:lena-admin', requester: 'person:lena', action };
    const opened = await this.post('alex', '/recoveries', { ...asked, channel: 'phone', reason: 'her laptop is gone' });
    const recovery = String(opened['recovery']);
    await this.until(recovery, 'proofing');
    const seen = { outcome: 'verified', seen: ['passport', 'employee-badge'], reference: 'badge-log/4711' };
    await this.post('vera', `/recoveries/${recovery}/proofs`, { method: 'in-person', ...seen });
    await this.post('victor', `/recoveries/${recovery}/proofs`, { method: 'live-video', ...seen });
    const vouches = { method: 'manager-attestation', outcome: 'verified' };
    await this.post('mara', `/recoveries/${recovery}/proofs`, vouches);
    await this.until(recovery, 'approving');
    return recovery;
  }

  /** A recovery that somebody asks for, and whose plan is made. */
  async open(who: string, action = 'reset-password'): Promise<string> {
    const body = { account: `cognito:${who}`, action, reason: 'I cannot sign in any more' };
    const recovery = String((await this.post(who, '/recoveries', body))['recovery']);
    await this.until(recovery, 'proofing');
    return recovery;
  }

  /** The manager of everybody agrees to the plan as it stands. */
  async approve(recovery: string): Promise<void> {
    await this.until(recovery, 'approving');
    const { digest } = await this.show(recovery);
    await this.post('mara', `/recoveries/${recovery}/countersignatures`, { digest });
  }

  /** Somebody countersigns the plan as it stands, by a statement that their passkey signed. */
  async countersign(who: string, recovery: string): Promise<void> {
    const { account, digest } = await this.show(recovery);
    const plan = { account: String(account), recovery, digest: String(digest) };
    await this.post(who, `/recoveries/${recovery}/countersignatures`, countersignature(this.#system, who, plan));
  }

  async show(recovery: string): Promise<Reply['body']> {
    const request = { method: 'GET', path: `/recoveries/${recovery}`, token: this.#tokenOf('otto') } as const;
    return (await callApi(this.#system.url, request)).body;
  }

  /** The two words that a verifier says, as the command line gives them. */
  async words(recovery: string): Promise<string> {
    const out: string[] = [];
    const terminal = {
      ...processTerminal(),
      out: (said: string) => void out.push(said),
      env: { COUNTERSIGN_TOKEN: this.#tokenOf('vera') },
    };
    await run(['--url', this.#system.url, 'recoveries', 'show', recovery], terminal);
    return / you say +(\S+ \S+)/.exec(out.join(''))?.[1] ?? out.join('');
  }

  /** Names of everything that has happened to a recovery. */
  async events(recovery: string): Promise<readonly string[]> {
    const { timeline } = (await this.show(recovery)) as { timeline: { events: { type: string }[] }[] };
    return timeline.flatMap(({ events }) => events.map(({ type }) => type));
  }

  /** Its status, or its end. */
  async standing(recovery: string): Promise<string> {
    const { end, recovery: shown } = (await this.show(recovery)) as {
      end: string | null;
      recovery: { status: string };
    };
    return end ?? shown.status;
  }

  until = (recovery: string, status: string): Promise<string> =>
    eventually(`\`${recovery}\` is ${status}`, async () =>
      (await this.standing(recovery)) === status ? status : undefined,
    );

  /** The newest message to an address or number whose text matches. */
  message = (to: RegExp, text: RegExp): Promise<ShownMessage> =>
    eventually(`a message ${text}`, async () =>
      messagesOf(this.#system.aws).find((one) => to.test(one.to) && text.test(one.text)),
    );

  /** The code that went to somebody last; one that is spoken comes digit by digit. */
  async code(to: RegExp): Promise<string> {
    const eight = /\b\d( ?\d){7}\b/;
    const { text } = await this.message(to, eight);
    return eight.exec(text)?.[0].replaceAll(' ', '') ?? '';
  }

  /** An address that was sent to somebody and leads there, from the newest message with one. */
  linkTo = (to: RegExp, place: RegExp): Promise<string> =>
    eventually(`a link ${place}`, async () =>
      messagesOf(this.#system.aws)
        .filter((one) => to.test(one.to))
        .flatMap(({ text }) => text.match(/https?:[^\s<>"]+/g) ?? [])
        .find((one) => place.test(one)),
    );

  /** The link of a notice by which a recovery is stopped. */
  async stopLink(recovery: string): Promise<string> {
    const { text } = await this.message(/@home/, new RegExp(`/r/${recovery}#stop=`));
    return /https?:\S+#stop=[\w-]+/.exec(text)?.[0] ?? '';
  }

  #tokenOf(who: string): string {
    const token = this.#system.tokens[who];
    if (token === undefined) throw new Error(`nobody is called \`${who}\``);
    return token;
  }
}

const PATIENCE_MS = 20_000;

/** The value as soon as there is one. */
export async function eventually<Value>(what: string, look: () => Promise<Value | undefined>): Promise<Value> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
