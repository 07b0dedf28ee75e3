import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ChatSettings } from '../lambdas/contract/chats.ts';
import { ENV } from '../lambdas/contract/environment.ts';
import type { Guarded } from '../lambdas/contract/guard.ts';
import type { TicketSettings } from '../lambdas/contract/tickets.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { grantChats, grantPosts } from './chats.ts';
import { roleOf } from './functions.ts';
import { allow } from './grants.ts';
import type { Keys } from './keys.ts';
import { OwnKey, ownPrefixOf } from './own-key.ts';
import { grantTickets } from './tickets.ts';
import type { Workspace } from './workspace.ts';

export interface MessagesProps {
  /** The sender address of codes and notices, of an identity verified in SES; absent: no mail is sent. */
  readonly mailFrom?: string;
  /** Mail address of the mailroom, which prints letters and posts them; absent: no letters are sent. */
  readonly mailroom?: string;
  /** Telephone number or sender id that texts come from; absent: no texts are sent, because in a new account none would arrive. */
  readonly smsFrom?: string;
  /**
   * ARN of a calling telephone number of AWS End User Messaging, or of a pool of them, in the stack's region, for spoken codes and notices;
   * absent: nobody is called.
   */
  readonly voiceFrom?: string;
  /** Public address of the requester's page, `https://…` without a final slash; absent: the API's own address. */
  readonly publicUrl?: string;
  /** The earlier address whose passkeys may be lost; absent: none. */
  readonly leavesPasskeysOf?: string;
  /** The chats in which staff hear what waits for them; absent: none. */
  readonly chats?: ChatSettings;
  /** When staff are left alone with what can wait, as JSON (`Hours` of a policy); absent: never. */
  readonly quietHours?: string;
  /** The ticket systems that are asked and written to; absent: none. */
  readonly tickets?: TicketSettings;
}

const EXAMINING = ['ses:GetSendQuota', 'ses:GetIdentityVerificationAttributes', 'sns:GetSMSSandboxAccountStatus'];

/** Prefix and name of the key for stop tokens, as the functions expect them. */
const STOP_PLACE = 'stop/';
const STOP_KEY = 'links';

/** Messages to the people whose accounts are recovered, and the key of their stop links. */
export class Messages extends Construct {
  private readonly props: MessagesProps;
  private readonly stopKey: OwnKey;

  constructor(scope: Construct, id: string, { keys, ...props }: MessagesProps & { readonly keys: Keys }) {
    super(scope, id);
    this.props = props;
    this.stopKey = new OwnKey(this, 'StopKey', {
      keys,
      name: `${STOP_PLACE}${STOP_KEY}`,
      of: 'the links that stop a recovery',
      keptBecause:
        'with it somebody can stop recoveries and nothing else, and links that were sent must go on working; it is replaced by hand',
    });
  }

  /** Tells a function which kinds of contacts can be reached, without a right to send. */
  tellWays(fn: LambdaFunction): void {
    const { mailFrom, mailroom, smsFrom, voiceFrom } = this.props;
    if (mailFrom !== undefined) fn.addEnvironment(ENV.mailFrom, mailFrom);
    if (mailroom !== undefined) fn.addEnvironment(ENV.mailroom, mailroom);
    if (smsFrom !== undefined) fn.addEnvironment(ENV.smsFrom, smsFrom);
    if (voiceFrom !== undefined) fn.addEnvironment(ENV.voiceFrom, voiceFrom);
  }

  /**
   * Sends mail from our own address (to the mailroom too), calls from our own numbers, and texts to telephones; cannot publish to any
   * topic.
   */
  grantSend(fn: LambdaFunction): void {
    const { mailFrom, smsFrom, voiceFrom } = this.props;
    this.tellWays(fn);
    if (voiceFrom !== undefined) allow(fn, ['sms-voice:SendVoiceMessage'], { on: [voiceFrom] });
    if (smsFrom !== undefined) this.allowTexts(fn);
    if (mailFrom !== undefined) this.allowMail(fn, mailFrom);
  }

  private allowTexts(fn: LambdaFunction): void {
    const topics = [Stack.of(this).formatArn({ service: 'sns', region: '*', account: '*', resource: '*' })];
    // A telephone has no ARN to allow; a topic has one to deny.
    allow(fn, ['sns:Publish'], { on: ['*'] });
    fn.addToRolePolicy(new PolicyStatement({ effect: Effect.DENY, actions: ['sns:Publish'], resources: topics }));
  }

  /**
   * SES looks for the right on each resource of a mail: the sender's verified identity (the address, its domain or a parent domain), the
   * configuration set that the identity has by default, and in the sandbox the recipient's identity too. Which ones those are is set outside
   * this stack, so the condition on the sender is the limit (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonses.html).
   */
  private allowMail(fn: LambdaFunction, from: string): void {
    const on = ['identity', 'configuration-set'].map((resource) =>
      Stack.of(this).formatArn({ service: 'ses', resource, resourceName: '*' }),
    );
    allow(fn, ['ses:SendEmail'], { on, when: { StringEquals: { 'ses:FromAddress': from } } });
    for (const resource of on)
      acknowledgeWildcard(roleOf(fn), resource, 'the sender is the limit; SES asks for the recipient’s identity too');
  }

  /** Notifies people: mail, text, voice and chats, with links that stop a recovery, each once. */
  grantNotices(fn: LambdaFunction, workspace: Workspace): void {
    this.grantSend(fn);
    this.grantStopLinks(fn);
    workspace.grantItems(fn, ['notice'], ['GetItem', 'UpdateItem']);
    workspace.grantItems(fn, ['unsent'], ['PutItem', 'DeleteItem']);
    workspace.grantItems(fn, ['burst'], ['GetItem', 'PutItem']);
    if (this.props.quietHours !== undefined) fn.addEnvironment(ENV.quietHours, this.props.quietHours);
    if (this.props.chats !== undefined) grantPosts(fn, this.props.chats, workspace);
    this.grantTickets(fn);
  }

  /** Reads tickets and writes to them. */
  grantTickets(...functions: readonly LambdaFunction[]): void {
    for (const fn of functions) grantTickets(fn, this.props.tickets);
  }

  /** Sees whether messages can reach everybody: of the account and its identities, which name no resource. */
  grantExamine(fn: LambdaFunction): void {
    this.tellWays(fn);
    allow(fn, EXAMINING, { on: ['*'] });
    // Whether a chat or a ticket system accepts its credential, only the credential can tell.
    if (this.props.chats !== undefined) grantChats(fn, this.props.chats);
    this.grantTickets(fn);
  }

  /** Makes and verifies the links that stop a recovery. */
  grantStopLinks(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.stopKeyPrefix, `${ownPrefixOf(this)}${STOP_PLACE}`);
    this.stopKey.grantRead(fn);
  }

  /** Tells a function the address of the requester's page. */
  grantAddress(fn: LambdaFunction, api: { readonly url: string }): void {
    fn.addEnvironment(ENV.publicUrl, this.addressOf(api));
  }

  /** What the guard of the stack compares. */
  standingOf(api: { readonly url: string }): Pick<Guarded, 'origin' | 'leaves'> {
    return { origin: this.addressOf(api), leaves: this.props.leavesPasskeysOf ?? '' };
  }

  /** The address of the requester's page. */
  addressOf(api: { readonly url: string }): string {
    return this.props.publicUrl ?? api.url;
  }
}
