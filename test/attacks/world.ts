import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { load } from '../../lambdas/app/ledger/load.ts';
import type { ProposedProfile } from '../../lambdas/app/people/registry.ts';
import { submitServices } from '../../lambdas/compose/ledger.ts';
import type { Action } from '../../lambdas/core/registry/account.ts';
import { type Person, subjectAt } from '../../lambdas/core/registry/person.ts';
import { asOperator } from '../../local/iam/principal.ts';
import { callApi, type Reply, replyOf } from '../../local/serve/api.ts';
import { issuerAt, type TokenFacts } from '../../local/serve/issuer.ts';
import { CONFIRMATIONS, signedConfirmation } from '../../local/signing/passkeys.ts';
import { NAMES } from '../../local/start/environment.ts';
import type { LocalSystem } from '../../local/start/system.ts';
import { Play } from '../support/play.ts';

/** Longer than any step takes on a busy machine. */
const PATIENCE_MS = 20_000;
/** The system counts as quiet after this time without changes. */
const QUIET_MS = 100;
const CODE = /\b\d{8}\b/;
/** Background work is no answer to an attempt. */
const MACHINERY: readonly string[] = ['workflow', 'schedule', 'sweeper'];

/** The effects of an attempt. */
export interface Trace {
  readonly commits: number;
  readonly alerts: readonly string[];
  /** The same alerts with their streams and what they say, for whoever reads a failure. */
  readonly rang: readonly string[];
}

/** The running system, and everything that an attacker can do to it from outside, with helpers that set the stage. */
export class AttackWorld {
  readonly system: LocalSystem;
  readonly play: Play;
  /** Every alert so far, with its stream. */
  readonly #alerts: { readonly severity: string; readonly stream: string; readonly what: string }[] = [];
  /** Streams by the row that made them, or that forged a commit of them: what rings later on them counts for that row alone. */
  readonly #made = new Map<string, number>();
  readonly #forged = new Map<string, number>();
  /** Commits by people and systems so far. */
  #commits = 0;
  #row = 0;
  #names = 0;

  constructor(system: LocalSystem) {
    this.system = system;
    this.play = new Play(system);
    system.aws.sns.messages.subscribe(({ attributes }) => {
      const { severity = 'none', account: stream = 'none', what = '' } = attributes;
      this.#alerts.push({ severity, stream, what });
    });
    system.aws.dynamodb.commits.subscribe((item) => {
      if (!MACHINERY.includes(actorOf(item))) this.#commits += 1;
    });
  }

  /** Begins the next row: recoveries of earlier ones expire, and their forged streams ring again, for them alone; rows need no order. */
  begins(): void {
    this.#row += 1;
  }

  /** The row has forged a commit of this stream. */
  forges(stream: string): void {
    this.#forged.set(stream, this.#row);
  }

  /** A unique name. */
  fresh(prefix: string): string {
    this.#names += 1;
    return `${prefix}-${this.#names}`;
  }

  /** Registers an account for a user of its own; by default Jane's, managed by Mara. */
  async account(over: Partial<ProposedProfile> = {}): Promise<string> {
    const target = over.target ?? this.fresh('user');
    const account = over.account ?? `cognito:${target}`;
    if ((over.connector ?? 'cognito') === 'cognito') await makeUser(target);
    const profile: ProposedProfile = {
      ...{ account, kind: 'human', tier: 'standard', environment: 'production', owner: 'person:jane' },
      ...{ custodians: [], manager: 'person:mara', contacts: [], connector: 'cognito', target },
      ...over,
    };
    this.#made.set(account, this.#row);
    await this.register({ stream: account, body: { profile } });
    return account;
  }

  /** Registers a new person, and signs them in with these groups. */
  async person(groups: readonly string[], over: Partial<Person> = {}): Promise<{ person: string; token: string }> {
    const short = this.fresh('someone');
    const person: Person = {
      ...{ person: `person:${short}`, name: short, nature: 'human', subjects: [this.subject(`sub-${short}`)] },
      ...{ addresses: [`${short}@example.com`], ticketUsers: [], parts: [] },
      ...over,
    };
    await this.register({ stream: person.person, body: { person } });
    const subject = (person.subjects[0] ?? short).replace(/^[^|]*\|/, '');
    return { person: person.person, token: await this.token({ subject, groups }) };
  }

  /** A user of the directory that no record leads to yet. */
  user(name: string): Promise<void> {
    return makeUser(name);
  }

  /** Another user has this name from now on, as after a deletion or a merge. */
  async remakeUser(name: string): Promise<void> {
    const client = new CognitoIdentityProviderClient({});
    const user = { UserPoolId: NAMES.userPool, Username: name };
    await asOperator(() => client.send(new AdminDeleteUserCommand(user))).finally(() => client.destroy());
    await makeUser(name);
  }

  /** The directory puts a user into a group. */
  async joins(name: string, GroupName: string): Promise<void> {
    const client = new CognitoIdentityProviderClient({});
    const group = { UserPoolId: NAMES.userPool, GroupName };
    await asOperator(async () => {
      await client.send(new CreateGroupCommand(group)).catch((error: Error) => {
        if (error.name !== 'GroupExistsException') throw error;
      });
      await client.send(new AdminAddUserToGroupCommand({ ...group, Username: name }));
    }).finally(() => client.destroy());
  }

  /** Whoever has these rights in the cloud invokes a function; what it throws is told as its code. */
  async operates(name: string, input: unknown): Promise<Reply> {
    const client = new LambdaClient({});
    const invoke = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(input) });
    const { FunctionError: failed, Payload } = await asOperator(() => client.send(invoke)).finally(() =>
      client.destroy(),
    );
    const body = JSON.parse(Payload?.transformToString() ?? '{}');
    return failed === undefined ? { status: 200, body } : { status: 409, body: { code: body.errorType } };
  }

  /** A second subject in the record of an administrator, whom the two have confirmed it for; its token. */
  async secondLogin(short: string, sub: string): Promise<string> {
    const stream = `person:${short}`;
    const { person } = await asOperator(() => load(submitServices().ledger, stream));
    if (person.current === null) throw new Error(`nobody is \`${stream}\``);
    const record = { ...person.current, subjects: [...person.current.subjects, this.subject(sub)] };
    const proposed = await this.play.does('ada', '/registry/proposals', { person: record });
    const { person: third, token } = await this.person(['admin'], { parts: ['admin'] });
    await this.#settled();
    const reply = await this.call(token, 'POST', '/registry/confirmations', proposed);
    if (reply.status >= 300) throw new Error(`${third} cannot confirm: ${String(reply.body['code'])}`);
    return this.token({ subject: sub, groups: ['admin'] });
  }

  /** A subject of the system's own issuer, as a record spells it. */
  subject(sub: string): string {
    return subjectAt(this.system.url, sub);
  }

  /** One administrator proposes, the other confirms. Throws when the registry refuses. */
  async register({ stream, body }: { readonly stream: string; readonly body: unknown }): Promise<void> {
    const { digest } = await this.play.does('adam', '/registry/proposals', body);
    await this.play.does('ada', '/registry/confirmations', { stream, digest });
  }

  /** A token as the issuer would sign it for somebody who deceives it. */
  async token(facts: TokenFacts): Promise<string> {
    const key = JSON.parse(await readFile(join(this.system.folder.path, 'issuer-key.json'), 'utf8'));
    return issuerAt(this.system.url, key).sign(facts);
  }

  /** A call by a person of the demo (short name), who signs what they confirm in the registry, or by the holder of this token. */
  call(who: string, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Reply> {
    const token = this.system.tokens[who] ?? who;
    const isSigned = path === CONFIRMATIONS && typeof body === 'object' && body !== null && !('signed' in body);
    const said = isSigned
      ? signedConfirmation(this.system, who, body as Parameters<typeof signedConfirmation>[2])
      : body;
    return callApi(this.system.url, { method, path, token, ...(said === undefined ? {} : { body: said }) });
  }

  /** Any request that anybody on the network can send. */
  async raw(path: string, init: RequestInit = {}): Promise<Reply> {
    return replyOf(await fetch(`${this.system.url}${path}`, init));
  }

  /** The cookie of a browser that opens the page of this recovery. */
  async cookie(recovery: string): Promise<string> {
    const { headers } = await fetch(`${this.system.url}/r/${recovery}/state`);
    return headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }

  /** An action on a recovery's page by a browser with this cookie. */
  onPage(recovery: string, what: string, body: object, cookie?: string): Promise<Reply> {
    return this.raw(`/r/${recovery}/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(cookie === undefined ? {} : { cookie }) },
      body: JSON.stringify(body),
    });
  }

  /** The code in the last mail to this address. */
  mailedCode(address: string): string {
    const mail = this.system.aws.ses.mails.items.findLast(({ to, text }) => to.includes(address) && CODE.test(text));
    const [code] = CODE.exec(mail?.text ?? '') ?? [];
    if (code === undefined) throw new Error(`no code was mailed to ${address}`);
    return code;
  }

  /** A recovery with its plan. */
  async opened(who: string, account: string, action: Action = 'reset-password'): Promise<string> {
    const recovery = await this.play.opens(who, account, action);
    await this.play.until(recovery, 'proofing');
    return recovery;
  }

  /**
   * A recovery that waits for countersignatures: a verifier has seen the requester. Returns its id and the digest of its plan. Vera sees most of
   * them, and not all: a verifier of 32 accounts a day is unusual, and then a plan demands more (rule 10).
   */
  async approving(
    who: string,
    account: string,
    { action = 'reset-password', seenBy = 'vera' }: { readonly action?: Action; readonly seenBy?: string } = {},
  ) {
    const recovery = await this.opened(who, account, action);
    await this.play.proves(seenBy, recovery, 'in-person');
    const { digest } = await this.play.until(recovery, 'approving');
    return { recovery, digest };
  }

  /** Waits until the system is quiet, runs the attempt, waits again, and returns its effects. */
  async traced(attempt: () => Promise<Reply>): Promise<{ readonly reply: Reply; readonly trace: Trace }> {
    const before = await this.#settled();
    const reply = await attempt();
    const after = await this.#settled();
    const rung = this.#alerts.slice(before.alerts, after.alerts);
    const own = rung.filter((one) => !this.#isOfEarlierRow(one));
    const alerts = own.map(({ severity }) => severity);
    const rang = own.map(({ severity, stream, what }) => `${severity} ${stream} ${what}`);
    return { reply, trace: { commits: after.commits - before.commits, alerts, rang } };
  }

  #isOfEarlierRow({ stream, what }: { readonly stream: string; readonly what: string }): boolean {
    const row = what.includes('tampering') ? this.#forged.get(stream) : this.#made.get(stream);
    return row !== undefined && row < this.#row;
  }

  /** Numbers of alerts, and of commits by people and systems, once both are stable and the stream has been worked. */
  async #settled(): Promise<{ readonly commits: number; readonly alerts: number }> {
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
      const before = this.#counts;
      await this.system.aws.stream?.settled();
      await pause(QUIET_MS);
      const after = this.#counts;
      if (before.commits === after.commits && before.alerts === after.alerts) return after;
    }
    throw new Error('something keeps moving');
  }

  get #counts(): { readonly commits: number; readonly alerts: number } {
    return { commits: this.#commits, alerts: this.#alerts.length };
  }
}

const actorOf = (item: unknown): string => (item as { readonly actor?: { readonly S?: string } }).actor?.S ?? '';

async function makeUser(name: string): Promise<void> {
  const client = new CognitoIdentityProviderClient({});
  const user = { UserPoolId: NAMES.userPool, Username: name, MessageAction: 'SUPPRESS' } as const;
  await asOperator(() => client.send(new AdminCreateUserCommand(user))).finally(() => client.destroy());
}
