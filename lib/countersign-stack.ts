import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { CALLERS } from '../lambdas/contract/callers.ts';
import { ENV } from '../lambdas/contract/environment.ts';
import type { FunctionName } from '../lambdas/contract/functions.ts';
import { acceptFindings } from './accepted.ts';
import { watchMachine } from './alarms.ts';
import { Alerts } from './alerts.ts';
import { Api, type ApiProps } from './api.ts';
import { Connectors, type ConnectorsProps } from './connectors.ts';
import { Functions, type FunctionsProps } from './functions.ts';
import { allow } from './grants.ts';
import { Guard } from './guard.ts';
import { Identity, type IdentityProps } from './identity.ts';
import { Keys } from './keys.ts';
import { Ledger } from './ledger.ts';
import { Lost } from './lost.ts';
import { Messages, type MessagesProps } from './messages.ts';
import { Notices } from './notices.ts';
import { outputsOf } from './outputs.ts';
import { OwnKeys } from './own-keys.ts';
import { readDirectories } from './population.ts';
import { Relay } from './relay.ts';
import { Secrets } from './secrets.ts';
import { type KeyCounts, SigningKeys } from './signing-keys.ts';
import { Timers } from './timers.ts';
import { Trail } from './trail.ts';
import { Workflow } from './workflow.ts';
import { Workspace } from './workspace.ts';

export interface CountersignStackProps
  extends StackProps,
    Pick<FunctionsProps, 'codeOf' | 'rules' | 'caps' | 'helpDesk'>,
    Pick<ApiProps, 'domain'> {
  readonly identity: IdentityProps;
  readonly connectors: Omit<ConnectorsProps, 'rotation'>;
  readonly messages: MessagesProps;
  /** Who gets every alert: mail addresses and `https://` endpoints; nobody by default. */
  readonly alertTo?: readonly string[];
  /** Further signing keys of a family, beside its first; none by default. */
  readonly signingKeys?: KeyCounts;
}

/** Everything that is deployed. The constructor makes the parts; the methods below it grant rights on them. */
export class CountersignStack extends Stack {
  readonly functions: Functions;
  readonly workflow: Workflow;
  private readonly keys: Keys;
  private readonly signing: SigningKeys;
  private readonly ledger: Ledger;
  private readonly workspace: Workspace;
  private readonly alerts: Alerts;
  private readonly secrets: Secrets;
  private readonly ownKeys: OwnKeys;
  private readonly timers: Timers;
  private readonly identity: Identity;
  private readonly connectors: Connectors;
  private readonly messages: Messages;
  private readonly notices: Notices;
  private readonly relay: Relay;

  constructor(scope: Construct, id: string, props: CountersignStackProps) {
    super(scope, id, { description: 'Countersign: governed account recovery', ...props });
    // The CDK writes dependencies that a reference already implies; cfn-lint would warn about each.
    this.templateOptions.metadata = { 'cfn-lint': { config: { ignore_checks: ['W3005'] } } };
    this.keys = new Keys(this, 'Keys');
    this.workspace = new Workspace(this, 'Workspace', this.keys);
    this.alerts = new Alerts(this, 'Alerts', this.keys);
    this.secrets = new Secrets(this, 'Secrets', this.keys);
    this.ownKeys = new OwnKeys(this, 'OwnKeys', this.keys);
    this.functions = new Functions(this, 'Functions', { ...props, keys: this.keys });
    this.signing = new SigningKeys(this, 'SigningKeys', {
      functions: this.functions,
      ...(props.signingKeys === undefined ? {} : { counts: props.signingKeys }),
    });
    this.ledger = new Ledger(this, 'Ledger', { keys: this.keys, signing: this.signing });
    this.timers = new Timers(this, 'Timers', { functions: this.functions, keys: this.keys, alerts: this.alerts });
    this.connectors = new Connectors(this, 'Connectors', {
      ...props.connectors,
      rotation: this.functions.of('rotateSecret'),
    });
    this.messages = new Messages(this, 'Messages', { ...props.messages, keys: this.keys });
    this.identity = new Identity(this, 'Identity', props.identity);
    const { functions, ledger, alerts, keys } = this;
    this.workflow = new Workflow(this, 'Workflow', { functions, keys });
    this.notices = new Notices(this, 'Notices', { functions, alerts, keys });
    this.relay = new Relay(this, 'Relay', { functions, ledger, alerts, keys });
    const api = new Api(this, 'Api', { ...props, functions, keys, issuer: this.identity.issuer });
    this.identity.allowConsole(props.messages.publicUrl ?? api.url);
    for (const name of ['openapi', 'consolePage'] as const) this.identity.tellSignIn(this.functions.of(name));
    this.letPeopleIn();
    this.letTasksWork();
    this.letTheRelayWork();
    this.letPeopleRedeliver();
    this.letPeopleProve(api);
    this.letTheRequesterIn(api);
    this.letPeopleExamine();
    const lost = new Lost(this, 'Lost', { keys, alerts });
    const { workspace, secrets, messages, identity, workflow, signing, connectors } = this;
    const tables = { ledger, workspace };
    watchMachine(alerts, { functions, workflow, api, ...tables });
    const { rotationFunctions = [] } = props.connectors;
    readDirectories(this, { functions, keys, alerts, ...tables, connectors, rotationFunctions });
    new Trail(this, 'Trail', { functions, keys, signing, workflow, alerts, lost, ...tables });
    lost.subscribe(props.alertTo ?? []);
    lost.keepCalls(functions);
    acceptFindings(this);
    const told = {
      ...{ api, rules: props.rules, functions, ledger, workspace, workflow, alerts, keys, secrets, messages, identity },
    };
    new Guard(this, 'Guard', { ...told, connectors, timers: this.timers, relay: this.relay });
    for (const [name, value] of Object.entries(outputsOf(told))) new CfnOutput(this, name, { value });
  }

  private named<Name extends FunctionName>(...names: Name[]): Record<Name, LambdaFunction> {
    return Object.fromEntries(names.map((name) => [name, this.functions.of(name)])) as Record<Name, LambdaFunction>;
  }

  /** Functions for ticket systems and people: they append commands and identify callers. */
  private letPeopleIn(): void {
    const taking = [
      ...(['openRecovery', 'recoveryCommands', 'callBack', 'claim', 'registry', 'redeliver', 'warnings'] as const),
    ];
    for (const name of ['webhook', 'signals', 'bootstrap', ...taking] as const)
      this.ledger.grantAppend(this.functions.of(name));
    this.ledger.grantRead(this.functions.of('query'));
    for (const name of ['webhook', ...taking, 'query', 'enrolment', 'doctor'] as const) {
      this.workspace.grantItems(this.functions.of(name), ['identity', 'person'], ['GetItem', 'BatchGetItem']);
      this.identity.grantClaims(this.functions.of(name));
    }
    this.workspace.grantOverview(this.functions.of('query'));
    this.secrets.grantWebhookKeys(this.functions.of('webhook'));
    this.secrets.grantSignalKeys(this.functions.of('signals'));
    this.secrets.grantOpen(this.functions.of('claim'));
    this.ownKeys.grantTo(this.functions);
    this.workspace.grantDecisions(this.functions.of('recoveryCommands'), this.functions.of('warnings'));
    this.connectors.tell(this.functions.of('recoveryCommands'));
    // The directory's tier is read where a record is registered, planned and executed.
    this.connectors.grant(this.functions.of('registry'), ...CALLERS.registry);
    this.workspace.grantRegistering(this.functions.of('registry'));
  }

  /** Workflow tasks and the two timers. A function that executes can put a credential into a box and cannot open it. */
  private letTasksWork(): void {
    for (const name of ['assess', 'openGate', 'execute', 'revoke', 'expireStage', 'close', 'sweeper'] as const)
      this.ledger.grantAppend(this.functions.of(name));
    const { assess, openGate, execute, revoke, sweeper } = this.named(
      ...(['assess', 'openGate', 'execute', 'revoke', 'sweeper'] as const),
    );
    for (const name of ['assess', 'execute'] as const)
      this.workspace.grantItems(this.functions.of(name), ['campaign'], ['BatchGetItem']);
    this.messages.grantTickets(assess, execute);
    this.workspace.grantItems(openGate, ['gate'], ['PutItem']);
    this.keys.grantGates(openGate, 'Encrypt');
    this.workspace.grantItems(execute, ['grant'], ['PutItem']);
    this.timers.grantArm(execute);
    this.secrets.grantBox(execute);
    this.connectors.grant(assess, ...CALLERS.assess);
    this.connectors.grant(execute, ...CALLERS.execute);
    for (const fn of [revoke, sweeper]) {
      this.workspace.grantItems(fn, ['grant'], ['DeleteItem']);
      this.timers.grantDisarm(fn);
      this.secrets.grantDestroy(fn);
      this.connectors.grant(fn, ...CALLERS.revoke);
    }
    this.workspace.grantLists(sweeper, ['grant']);
    this.secrets.grantSweep(sweeper);
    // A grant moves back in the queue before it is tried.
    this.workspace.grantItems(sweeper, ['grant'], ['PutItem']);
  }

  /** Functions on the ledger's stream. Only the relay can decrypt a task token, and so resume an execution. */
  private letTheRelayWork(): void {
    const { relay, alerting } = this.named('relay', 'alerting');
    // The alerting reads when each signing key counts.
    for (const fn of [relay, alerting]) this.ledger.grantRead(fn);
    this.workspace.grantItems(relay, ['gate'], ['Query', 'DeleteItem']);
    this.workspace.grantItems(relay, ['campaign'], ['UpdateItem']);
    const shown = ['view', 'head', 'ticket', 'alert', 'standing', 'stopped', 'receipt', 'tally', 'grant'] as const;
    this.workspace.grantItems(relay, shown, ['PutItem', 'UpdateItem']);
    this.workspace.grantItems(relay, ['head'], ['GetItem']);
    this.workspace.grantItems(relay, ['identity', 'person', 'alike'], ['GetItem', 'PutItem']);
    this.workspace.grantItems(relay, ['member'], ['GetItem', 'PutItem', 'DeleteItem']);
    this.workspace.grantItems(relay, ['identity', 'member'], ['BatchWriteItem']);
    this.keys.grantGates(relay, 'Decrypt');
    this.workflow.grantDrive(relay);
    this.notices.grantSend(relay);
    for (const fn of [alerting, relay]) this.alerts.grantSend(fn);
  }

  /** People on duty put places onto the queues of the relay and the notices function; only those functions can cause effects. */
  private letPeopleRedeliver(): void {
    const { redeliver } = this.named('redeliver');
    this.relay.again.grantSend(redeliver, ENV.relayQueueUrl);
    this.relay.deadLetters.grantTake(redeliver, ENV.relayDeadLettersUrl);
    this.notices.grantSend(redeliver);
    this.notices.deadLetters.grantTake(redeliver, ENV.noticeDeadLettersUrl);
  }

  /** Enrolment, codes, vendors and notices. */
  private letPeopleProve(api: Api): void {
    const { enrolment, vendor, callBack, notices } = this.named('enrolment', 'vendor', 'callBack', 'notices');
    for (const fn of [enrolment, vendor]) this.ledger.grantAppend(fn);
    this.secrets.grantTotpBox(enrolment, this.workspace);
    this.secrets.grantVendorKeys(vendor);
    this.messages.grantSend(callBack);
    this.messages.grantNotices(notices, this.workspace);
    this.ledger.grantRead(notices);
    this.messages.tellWays(enrolment);
    this.connectors.tell(enrolment);
    for (const fn of [enrolment, notices]) {
      this.workspace.grantItems(fn, ['member'], ['Query']);
      this.messages.grantAddress(fn, api);
    }
  }

  /**
   * Functions of the requester's page: proofs, stops and claims. The function that sends codes opens no box, and the one that opens boxes
   * sends nothing. The page's files are the same for everybody and need no right.
   */
  private letTheRequesterIn(api: Api): void {
    const { requester, requesterChallenge } = this.named('requester', 'requesterChallenge');
    for (const fn of [requester, requesterChallenge]) {
      this.ledger.grantAppend(fn);
      this.messages.grantAddress(fn, api);
    }
    this.messages.grantSend(requesterChallenge);
    this.secrets.grantOpen(requester);
    this.secrets.grantTotpOpen(requester, this.workspace);
    this.messages.tellWays(requester);
    this.messages.grantStopLinks(requester);
  }

  /** The examination reads states and counts: no secret, no message, and no task token. */
  private letPeopleExamine(): void {
    const { doctor } = this.named('doctor');
    this.ledger.grantRead(doctor);
    this.workspace.grantLists(doctor, ['head', 'ticket', 'grant']);
    this.connectors.grantExamine(doctor, this.functions);
    this.keys.grantExamine(doctor);
    this.signing.grantExamine(doctor);
    this.alerts.grantExamine(doctor);
    allow(doctor, ['lambda:GetAccountSettings'], { on: ['*'] });
    this.secrets.grantExamine(doctor);
    this.messages.grantExamine(doctor);
  }
}
