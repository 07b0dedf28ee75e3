import { describe, expect, it } from '@jest/globals';
import { FUNCTIONS, type FunctionName, KEY_FAMILIES } from '../../lambdas/contract/functions.ts';
import { synthesize } from '../../lib/app.ts';
import { Deployed, type Statement } from '../support/deployed.ts';

const POOL = 'us-east-1_directory';
const deployed = new Deployed(synthesize({ connectors: { userPoolId: POOL } }));
const functions = Object.keys(FUNCTIONS) as FunctionName[];
/** Who sends codes and notices. */
const SENDERS = ['callBack', 'notices', 'requesterChallenge'];
const who = (action: string): string[] => functions.filter((name) => deployed.actionsOf(name).includes(action));
/** Where a call that is given up is kept: every function may leave a letter there, and none may read one. */
const LETTERS = /(Lost|Timers|Alerting|Dead)\w*Letters/;
/** Names of the queues that a function may put messages onto, but those for its own lost calls. */
const queuesOf = (name: FunctionName): string[] =>
  deployed
    .statementsOf(name)
    .filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'))
    .flatMap(({ Resource }) => [Resource].flat().map((one) => JSON.stringify(one)))
    .filter((queue) => !LETTERS.test(queue));

type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The conditions of every statement of the template, in whatever policy it stands. */
function conditionsIn(value: unknown): readonly Condition[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(conditionsIn);
  return 'Effect' in value && 'Condition' in value ? [value.Condition as Condition, ...inside] : inside;
}

describe('who may do what', () => {
  it('lets the doctor see states and counts, and neither append nor open nor send', () => {
    const actions = new Set(
      deployed.actionsOf('doctor').filter((action) => !/^(dynamodb|logs|xray|sqs):/.test(action)),
    );
    expect([...actions].sort()).toEqual([
      ...['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey', 'kms:GetPublicKey', 'lambda:GetAccountSettings'],
      'secretsmanager:DescribeSecret',
      ...['ses:GetIdentityVerificationAttributes', 'ses:GetSendQuota'],
      ...['sns:GetSMSSandboxAccountStatus', 'sns:GetTopicAttributes'],
    ]);
    const decrypting = deployed.statementsOf('doctor').filter(({ Action }) => [Action].flat().includes('kms:Decrypt'));
    // Beside the tables only a letter for a lost call, which it can put and not read.
    for (const { Condition } of decrypting) expect(JSON.stringify(Condition)).toMatch(/"(dynamodb|sqs)\./);
    expect(queuesOf('doctor')).toEqual([]);
  });

  it('gives nobody a wildcard of actions', () => {
    const wild = functions.flatMap((name) => deployed.actionsOf(name).filter((action) => action.includes('*')));
    expect(wild).toEqual([]);
  });

  it('lets only the relay drive executions and open task tokens', () => {
    const driving = [
      'states:StartExecution',
      'states:SendTaskSuccess',
      'states:SendTaskFailure',
      'states:StopExecution',
    ];
    for (const action of driving) expect(who(action)).toEqual(['relay']);
    const gates = functions.filter((name) =>
      deployed
        .statementsOf(name)
        .some(
          ({ Action, Condition }) => Action === 'kms:Decrypt' && JSON.stringify(Condition ?? {}).includes(':gate"'),
        ),
    );
    expect(gates).toEqual(['relay']);
    expect(who('kms:Encrypt')).toContain('openGate');
    expect(who('states:StartSyncExecution')).toEqual([]);
  });

  it('lists no user of a pool: lists are late', () => {
    expect(who('cognito-idp:ListUsers')).toEqual([]);
    expect(who('cognito-idp:AdminListUserSessions')).toEqual([]);
    expect(who('cognito-idp:AdminGetUser').length).toBeGreaterThan(0);
  });

  it('lets only who makes secrets have their key tried by Secrets Manager', () => {
    const tried = functions.filter((name) =>
      deployed
        .statementsOf(name)
        .some(({ Condition }) => JSON.stringify(Condition ?? '').includes('RequestToValidate')),
    );
    expect(tried).toEqual(who('secretsmanager:CreateSecret'));
    expect(tried.length).toBeGreaterThan(0);
  });

  it('shows a secret value to nobody who rotates or executes', () => {
    expect(who('secretsmanager:GetSecretValue').sort()).toEqual([
      ...['callBack', 'claim', 'enrolment', 'notices', 'openRecovery', 'query', 'recoveryCommands', 'requester'],
      ...['requesterChallenge', 'rotateSecret', 'signals', 'vendor', 'webhook'],
    ]);
    expect(who('secretsmanager:RotateSecret').sort()).toEqual(['execute', 'revoke', 'sweeper']);
    expect(who('secretsmanager:BatchGetSecretValue')).toEqual([]);
  });

  it('lets the executor box and not open, and the claim function open and neither box nor destroy', () => {
    expect(deployed.actionsOf('execute', '/boxes/')).toEqual([
      'secretsmanager:CreateSecret',
      'secretsmanager:PutSecretValue',
      'secretsmanager:TagResource',
    ]);
    expect(deployed.actionsOf('claim', '/boxes/')).toEqual(['secretsmanager:GetSecretValue']);
    expect(deployed.actionsOf('claim').filter((action) => action.startsWith('secretsmanager:'))).toHaveLength(1);
    for (const name of ['revoke', 'sweeper'] as const)
      expect(deployed.actionsOf(name, '/boxes/')).toEqual(['secretsmanager:DeleteSecret']);
  });

  it('lets the sweeper alone see which secrets there are, to find boxes that outlived their grants', () => {
    expect(who('secretsmanager:ListSecrets')).toEqual(['sweeper']);
  });

  it('shows each key of the deployment to those who use it, and to nobody else', () => {
    const reading = (on: string) => functions.filter((name) => deployed.actionsOf(name, on).length > 0).sort();
    expect(reading('/keys/pseudonyms-??????')).toEqual(['enrolment', 'openRecovery', 'webhook']);
    expect(reading('/keys/codes-??????')).toEqual([...['callBack', 'enrolment', 'requester', 'requesterChallenge']]);
    expect(reading('/keys/words-??????')).toEqual(['callBack', 'query', 'recoveryCommands', 'requester']);
    expect(reading('/stop/links-??????')).toEqual(['notices', 'requester']);
    const allowed = functions.flatMap((name) => deployed.actionsOf(name, '/keys/'));
    expect(new Set(allowed)).toEqual(new Set(['secretsmanager:GetSecretValue']));
    for (const name of functions) expect(deployed.actionsOf(name, '/keys/*')).toEqual([]);
  });

  it('lets each function that appends sign with the one key of its family, and nobody else sign at all', () => {
    const appending = functions.filter(
      (name) => deployed.actionsOf(name).includes('dynamodb:PutItem') && FUNCTIONS[name].family !== null,
    );
    expect(who('kms:Sign').sort()).toEqual(functions.filter((name) => FUNCTIONS[name].family !== null).sort());
    expect(appending.sort()).toEqual(who('kms:Sign').sort());
    const signing = (name: FunctionName) =>
      deployed.statementsOf(name).filter(({ Action }) => [Action].flat().includes('kms:Sign'));
    const keys = new Map<string, Set<string>>();
    for (const name of who('kms:Sign') as FunctionName[]) {
      const [statement, ...more] = signing(name);
      expect(more).toEqual([]);
      expect(statement).toMatchObject({
        Action: 'kms:Sign',
        Condition: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' } },
      });
      const family = String(FUNCTIONS[name].family);
      expect(deployed.environmentOf(name)).toMatchObject({ SIGNING_FAMILY: family });
      keys.set(family, (keys.get(family) ?? new Set()).add(JSON.stringify(statement?.Resource)));
    }
    expect([...keys.keys()].sort()).toEqual([...KEY_FAMILIES].sort());
    for (const used of keys.values()) expect(used.size).toBe(1);
    expect(new Set([...keys.values()].flatMap((used) => [...used])).size).toBe(KEY_FAMILIES.length);
  });

  it('lets everybody who reads the ledger or its stream fetch public halves, pinned in the environment', () => {
    // The guard reads the queue of grants, and no commit.
    const reading = functions.filter(
      (name) =>
        name !== 'guard' &&
        ['dynamodb:Query', 'dynamodb:GetRecords'].some((action) => deployed.actionsOf(name).includes(action)),
    );
    expect(who('kms:GetPublicKey').sort()).toEqual(reading.sort());
    for (const name of reading) expect(deployed.environmentOf(name)).toHaveProperty('LEDGER_KEYS');
  });

  it('lets nobody but the family sign, not even who may do everything in the account', () => {
    const keys = deployed.all('AWS::KMS::Key').filter(({ KeyUsage }) => KeyUsage === 'SIGN_VERIFY');
    expect(keys).toHaveLength(KEY_FAMILIES.length);
    for (const { KeyPolicy, KeySpec } of keys) {
      expect(KeySpec).toBe('ECC_NIST_P256');
      expect((KeyPolicy as { Statement: object[] }).Statement).toContainEqual(
        expect.objectContaining({ Sid: 'OnlyTheFamilySigns', Effect: 'Deny', Action: 'kms:Sign' }),
      );
    }
  });

  it('lets a family with further keys sign with those that are not retired, and everybody verify by all', () => {
    const rotating = new Deployed(synthesize({ signingKeys: { people: { keys: 3, retired: 1 } } }));
    const made = rotating.resources.filter(
      ([id, { Type }]) => Type === 'AWS::KMS::Key' && /^SigningKeysPeople/.test(id),
    );
    const [first, second, third] = made
      .map(([id]) => id)
      .sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
    const spelled = (name: FunctionName, action: string) =>
      JSON.stringify(
        rotating
          .statementsOf(name)
          .filter(({ Action }) => [Action].flat().includes(action))
          .map(({ Resource }) => Resource),
      );
    const mentions = (text: string) => [first, second, third].map((id) => text.includes(`"${id}"`));
    expect(mentions(spelled('recoveryCommands', 'kms:Sign'))).toEqual([false, true, true]);
    expect(mentions(spelled('execute', 'kms:Sign'))).toEqual([false, false, false]);
    expect(mentions(spelled('execute', 'kms:GetPublicKey'))).toEqual([true, true, true]);
    const sids = made.map(([, { Properties }]) => JSON.stringify(Properties?.['KeyPolicy']));
    expect(sids.filter((policy) => policy.includes('"NobodySigns"'))).toHaveLength(1);
  });

  it('rotates only secrets that carry the tag, with known rotation functions', () => {
    for (const name of ['execute', 'revoke', 'sweeper'] as const) {
      const [rotating, ...more] = deployed
        .statementsOf(name)
        .filter(({ Action }) => [Action].flat().includes('secretsmanager:RotateSecret'));
      expect(more).toEqual([]);
      expect(rotating?.Condition?.['StringEquals']).toEqual({ 'aws:ResourceTag/countersign:governed': 'true' });
      expect(rotating?.Condition?.['ArnEqualsIfExists']).toHaveProperty(['secretsmanager:RotationLambdaARN']);
    }
  });

  it('finds a secret that is gone: looking has no condition, since IAM decides before it is looked for', () => {
    for (const name of ['assess', 'execute', 'revoke', 'sweeper'] as const) {
      const looking = deployed
        .statementsOf(name)
        .filter(({ Action }) => [Action].flat().includes('secretsmanager:DescribeSecret'));
      expect(looking.map(({ Condition }) => Condition)).toEqual([undefined]);
    }
  });

  it('holds the rotation function to the secrets that are set to be rotated by it', () => {
    const reading = deployed
      .statementsOf('rotateSecret')
      .find(({ Action }) => [Action].flat().includes('secretsmanager:GetSecretValue'));
    expect(reading?.Condition?.['ArnEquals']).toHaveProperty(['secretsmanager:resource/AllowRotationLambdaArn']);
  });

  it('touches users of the given pool only, and enables nobody while revoking', () => {
    const verbs = (name: FunctionName) =>
      deployed.actionsOf(name).filter((action) => action.startsWith('cognito-idp:'));
    expect(verbs('execute')).toContain('cognito-idp:AdminSetUserPassword');
    for (const name of ['revoke', 'sweeper'] as const)
      expect(verbs(name)).toEqual([
        'cognito-idp:AdminDeleteSoftwareToken',
        'cognito-idp:AdminDisableUser',
        'cognito-idp:AdminGetUser',
        'cognito-idp:AdminGetUserAuthFactors',
        'cognito-idp:AdminSetUserMFAPreference',
        'cognito-idp:AdminSetUserPassword',
        'cognito-idp:AdminSetUserSettings',
        'cognito-idp:AdminUserGlobalSignOut',
      ]);
    // Who makes plans looks and changes nothing.
    expect(verbs('assess')).toEqual([
      'cognito-idp:AdminGetUser',
      'cognito-idp:AdminGetUserAuthFactors',
      'cognito-idp:AdminListGroupsForUser',
    ]);
    for (const name of functions) expect(deployed.actionsOf(name, `userpool/${POOL}`)).toEqual(verbs(name));
  });

  it('has no right to any pool when none is given, least of all to the pool in which people sign in', () => {
    const without = new Deployed();
    for (const name of functions)
      expect(without.actionsOf(name).filter((action) => action.startsWith('cognito-idp:'))).toEqual([]);
  });

  it('holds every function to the items of the workspace that it owns', () => {
    const writing: Record<string, string[]> = {};
    for (const name of functions) {
      for (const { Action, Resource, Condition } of deployed.statementsOf(name)) {
        if (!JSON.stringify(Resource ?? '').includes('WorkspaceTable')) continue;
        const keys = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
        expect(keys).toBeDefined();
        if (/PutItem|UpdateItem|DeleteItem/.test(JSON.stringify(Action)))
          writing[name] = [...(writing[name] ?? []), ...[keys].flat().map(String)];
      }
    }
    expect(writing).toEqual({
      openGate: ['gate#*'],
      warnings: ['passkey#*'],
      registry: ['batch#*', 'passkey#*'],
      directoryLog: ['log#*'],
      sync: ['population#*'],
      execute: ['grant#*'],
      revoke: ['grant#*'],
      sweeper: ['grant#*'],
      relay: [
        ...[
          'gate#*',
          'campaign#*',
          'view#*',
          'head#*',
          'ticket#*',
          'alert#*',
          'standing#*',
          'stopped#*',
          'receipt#*',
          'tally#*',
          'grant#*',
          'identity#*',
          'person#*',
          'alike#*',
        ],
        'member#*',
      ],
      notices: ['notice#*', 'unsent#*', 'burst#*'],
      recoveryCommands: ['passkey#*'],
      enrolment: ['totp#*'],
    });
  });

  it('lets no condition over all values of a key hold where the request has no such key', () => {
    const conditions = conditionsIn(deployed.resources);
    const overAll = conditions.flatMap((condition) =>
      Object.entries(condition)
        .filter(([operator]) => operator.startsWith('ForAllValues:'))
        .flatMap(([, keys]) => Object.keys(keys).map((key) => ({ key, demanded: condition['Null']?.[key] }))),
    );
    expect(overAll.length).toBeGreaterThan(10);
    expect(overAll.filter(({ demanded }) => demanded !== 'false')).toEqual([]);
  });

  it('leaves the relay no way to the outside world: no mail, text, call, secret or link, and no word of where they are', () => {
    const messages = {
      mailFrom: 'help@example.com',
      mailroom: 'm@example.com',
      voiceFrom: 'arn:aws:sms-voice:a:1:pool/p',
    };
    const all = new Deployed(synthesize({ messages }));
    const services = new Set(all.actionsOf('relay').map((action) => action.split(':')[0]));
    expect([...services].sort()).toEqual(['dynamodb', 'events', 'kms', 'logs', 'sns', 'sqs', 'states', 'xray']);
    // Of SNS only the topic of people on duty, who hear of forged commits: the relay alone sees every record.
    const publishing = all.statementsOf('relay').filter(({ Action }) => Action === 'sns:Publish');
    expect(publishing.map(({ Resource }) => JSON.stringify(Resource))).toEqual([
      expect.stringContaining('AlertsTopic'),
    ]);
    const told = Object.keys(all.environmentOf('relay'));
    for (const name of ['MAIL_FROM', 'MAILROOM', 'VOICE_FROM', 'STOP_KEY_PREFIX', 'PUBLIC_URL'])
      expect(told).not.toContain(name);
  });

  it('lets the notices function tell people and nothing else: it appends nothing and drives nothing', () => {
    const actions = deployed.actionsOf('notices');
    expect(actions.filter((action) => /^(states|events|scheduler|cognito-idp):/.test(action))).toEqual([]);
    expect(deployed.actionsOf('notices', 'LedgerTable')).toEqual([
      ...['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
    ]);
  });

  it('lets people on duty put places on queues and take letters away, and cause nothing themselves', () => {
    const actions = deployed.actionsOf('redeliver');
    expect(actions.filter((action) => action.startsWith('sqs:'))).toEqual([
      ...['sqs:DeleteMessage', 'sqs:ReceiveMessage', 'sqs:SendMessage'],
    ]);
    expect(
      actions.filter((action) => /^(states|events|scheduler|secretsmanager|ses|sns|cognito-idp):/.test(action)),
    ).toEqual([]);
    expect(functions.filter((name) => queuesOf(name).length > 0).sort()).toEqual(['notices', 'redeliver', 'relay']);
    for (const name of functions) expect(deployed.actionsOf(name, 'LostLetters')).not.toContain('sqs:ReceiveMessage');
    expect(who('sqs:ReceiveMessage').sort()).toEqual(['notices', 'redeliver', 'relay']);
    expect(deployed.actionsOf('alerting', 'AlertingDeadLetters')).toEqual(['sqs:SendMessage']);
    // Lambda puts calls there that it has given up, in the role of their function.
    for (const name of ['revoke', 'sweeper'] as const)
      expect(deployed.actionsOf(name, 'TimersDeadLetters')).toEqual(['sqs:SendMessage']);
  });

  it('lets a schedule call the revoke function, leave a letter where it cannot, and nothing else', () => {
    const roles = deployed.resources.filter(([id]) => id.startsWith('TimersSchedulerRole'));
    const policies = roles.filter(([, { Type }]) => Type === 'AWS::IAM::Policy');
    expect(policies).toHaveLength(1);
    expect(JSON.stringify(policies)).toContain('FunctionsRevokeFunction');
    const documents = policies.map(
      ([, { Properties }]) => Properties?.['PolicyDocument'] as { Statement: Statement[] },
    );
    const actions = documents.flatMap(({ Statement: statements }) => statements.flatMap(({ Action }) => Action));
    expect(actions.sort()).toEqual(['kms:Decrypt', 'kms:GenerateDataKey', 'lambda:InvokeFunction', 'sqs:SendMessage']);
    expect(who('iam:PassRole')).toEqual(['execute']);
    expect(who('scheduler:CreateSchedule')).toEqual(['execute']);
  });

  it('lets only the alerting function and the relay publish alerts', () => {
    const texting = new Deployed(synthesize({ messages: { smsFrom: '+12025550100' } }));
    const publishing = functions.flatMap((name) =>
      texting
        .statementsOf(name)
        .filter(({ Action }) => [Action].flat().includes('sns:Publish'))
        .map((statement) => [name, statement] as const),
    );
    const allowed = publishing.filter(([, { Effect }]) => Effect === 'Allow');
    const namesOf = (some: typeof publishing) => some.map(([name]) => name).sort();
    expect(namesOf(allowed.filter(([, { Resource }]) => Resource !== '*'))).toEqual(['alerting', 'relay']);
    expect(namesOf(allowed.filter(([, { Resource }]) => Resource === '*'))).toEqual(SENDERS);
    const denied = publishing.filter(([, { Effect }]) => Effect === 'Deny');
    expect(namesOf(denied)).toEqual(SENDERS);
    for (const [, statement] of denied) expect(JSON.stringify(statement.Resource)).toContain(':sns:*:*:*');
    // Without an origin nobody sends texts: in a new account they would be accepted and never arrive.
    const untold = functions.filter((name) =>
      deployed
        .statementsOf(name)
        .some(({ Effect, Action, Resource }) => Effect === 'Allow' && Action === 'sns:Publish' && Resource === '*'),
    );
    expect(untold).toEqual([]);
  });

  it('sends mail from the one address only, for whoever sends codes and notices', () => {
    const sending = new Deployed(synthesize({ messages: { mailFrom: 'help@example.com' } }));
    const senders = functions.filter((name) => sending.actionsOf(name).includes('ses:SendEmail'));
    expect(senders.sort()).toEqual(SENDERS);
    for (const name of senders) {
      const [statement] = sending.statementsOf(name).filter(({ Action }) => Action === 'ses:SendEmail');
      expect(statement?.Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'help@example.com' } });
      // The sender is the limit: SES looks at the configuration set of the identity too, and in the sandbox at the recipient's identity.
      expect(JSON.stringify(statement?.Resource)).toMatch(/:configuration-set\/\*.*:identity\/\*/);
      expect(sending.environmentOf(name)['MAIL_FROM']).toBe('help@example.com');
    }
    expect(who('ses:SendEmail')).toEqual([]);
  });

  it('calls from the one number only, for whoever sends codes and notices, and lets nobody call where there is none', () => {
    const voiceFrom = 'arn:aws:sms-voice:eu-central-1:111122223333:phone-number/phone-1';
    const calling = new Deployed(synthesize({ messages: { voiceFrom } }));
    const callers = functions.filter((name) =>
      calling.actionsOf(name).some((action) => action.startsWith('sms-voice:')),
    );
    expect(callers.sort()).toEqual(SENDERS);
    for (const name of callers) {
      const statements = calling
        .statementsOf(name)
        .filter(({ Action }) => JSON.stringify(Action).includes('sms-voice:'));
      expect(statements).toMatchObject([
        { Effect: 'Allow', Action: 'sms-voice:SendVoiceMessage', Resource: voiceFrom },
      ]);
    }
    expect(who('sms-voice:SendVoiceMessage')).toEqual([]);
  });

  it('shows the credential of a chat to whoever notifies people and to the doctor, and no other secret with it', () => {
    const secretOf = (chat: string) => `arn:aws:secretsmanager:eu-central-1:111122223333:secret:chat/${chat}-a1B2c3`;
    const slack = { secret: secretOf('slack'), workspace: 'T0', channels: { verifier: 'C0' }, direct: true };
    const teams = { secret: secretOf('teams'), audiences: ['verifier'] };
    const all = new Deployed(synthesize({ messages: { chats: { slack, teams } } }));
    const readers = functions.filter((name) => 'CHATS' in all.environmentOf(name));
    expect(readers.sort()).toEqual(['doctor', 'notices']);
    for (const name of functions) {
      const shown = all.statementsOf(name).filter(({ Resource }) => JSON.stringify(Resource).includes('secret:chat/'));
      expect(shown.map(({ Effect, Action }) => [Effect, Action])).toEqual(
        readers.includes(name) ? [['Allow', 'secretsmanager:GetSecretValue']] : [],
      );
      for (const { Resource } of shown) expect(Resource).toEqual(expect.arrayContaining([slack.secret, teams.secret]));
      expect(JSON.stringify(deployed.statementsOf(name))).not.toContain('chat#');
    }
    const posting = functions.filter((name) => JSON.stringify(all.statementsOf(name)).includes('chat#*'));
    expect(posting).toEqual(['notices']);
  });

  it('tells whoever sends codes, the pages that speak of them and the doctor in which ways that is possible', () => {
    const mails = { mailFrom: 'help@example.com', mailroom: 'mailroom@example.com' };
    const messages = { ...mails, voiceFrom: 'arn:aws:sms-voice:a:111122223333:pool/pool-1' };
    const all = new Deployed(synthesize({ messages }));
    const told = functions.filter((name) => 'VOICE_FROM' in all.environmentOf(name));
    expect(told.sort()).toEqual([...SENDERS, 'requester', 'enrolment', 'doctor'].sort());
    for (const name of told) {
      expect(all.environmentOf(name)).toMatchObject({ MAIL_FROM: messages.mailFrom, VOICE_FROM: messages.voiceFrom });
      expect(all.environmentOf(name)['MAILROOM']).toBe(messages.mailroom);
      const nothing = deployed.environmentOf(name);
      for (const unset of ['MAIL_FROM', 'MAILROOM', 'VOICE_FROM']) expect(nothing).not.toHaveProperty(unset);
    }
  });

  it('lets the enrolment function box what an app shares with it, and not open it', () => {
    const ofApps = (name: FunctionName) =>
      deployed
        .statementsOf(name)
        .filter(({ Condition }) => JSON.stringify(Condition ?? '').includes('totp'))
        .flatMap(({ Action }) => Action);
    expect(ofApps('enrolment').sort()).toEqual(['dynamodb:DeleteItem', 'dynamodb:PutItem', 'kms:Encrypt']);
    expect(ofApps('requester').sort()).toEqual(['dynamodb:GetItem', 'kms:Decrypt']);
    expect(functions.filter((name) => ofApps(name).length > 0).sort()).toEqual(['enrolment', 'requester']);
    expect(deployed.actionsOf('enrolment', '/boxes/')).toEqual([]);
    expect(deployed.actionsOf('vendor', '/vendors/')).toEqual(['secretsmanager:GetSecretValue']);
  });
});
