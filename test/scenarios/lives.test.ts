import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AdminGetUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jiraTicket, sentAgain } from '../../local/demo/tickets.ts';
import { asOperator } from '../../local/iam/principal.ts';
import { messagesOf } from '../../local/serve/outbox.ts';
import { NAMES } from '../../local/start/environment.ts';
import type { LocalSystem } from '../../local/start/system.ts';
import { startScenario } from '../support/local-system.ts';
import { eventsOf, executionsOf, Play } from '../support/play.ts';

/** Whole lives of recoveries, with the real engine and real waits; all are played at the same time. */

let system: LocalSystem;
let stop: () => Promise<void>;
let play: Play;
let lives: ReturnType<typeof begin>;
const canaries: string[] = [];

beforeAll(async () => {
  // Longer than a busy machine takes from a grant to a stop.
  ({ system, stop } = await startScenario(undefined, undefined, undefined, '20s'));
  play = new Play(system);
  lives = begin();
  // Each test looks at its own; none may end the process before that.
  for (const life of Object.values(lives)) life.catch(() => undefined);
}, 120_000);
afterAll(() => stop());

const begin = () => ({
  rotation: rotation(),
  reset: reset(),
  expiry: expiry(),
  stoppedBefore: stoppedBefore(),
  stoppedAfter: stoppedAfter(),
  byHand: byHand(),
});

const HAPPY = [
  'Assess',
  'AwaitProof',
  'AwaitApproval',
  'CoolingOff',
  'Execute',
  'HoldGrant',
  'Revoke',
  'AwaitReview',
  'Close',
];

async function secret(name: string) {
  const client = new SecretsManagerClient({});
  const ask = new DescribeSecretCommand({ SecretId: name });
  const { VersionIdsToStages = {} } = await asOperator(() => client.send(ask));
  const { SecretString = '' } = await asOperator(() => client.send(new GetSecretValueCommand({ SecretId: name })));
  canaries.push((JSON.parse(SecretString) as { password: string }).password);
  return Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes('AWSCURRENT')) ?? 'none';
}

const userKey = (Username: string) => ({ UserPoolId: NAMES.userPool, Username });

async function user(name: string) {
  return asOperator(() => new CognitoIdentityProviderClient({}).send(new AdminGetUserCommand(userKey(name))));
}

async function rotation() {
  const name = 'prod/payments/db';
  const versions = [await secret(name)];
  const ticket = { id: 'HELP-1', account: `secret:${name}`, action: 'rotate-secret', summary: 'leaked' };
  const cora = '712020:9d3f6c1a-52e4-4c7b-8d0e-1f6a2b3c4d5e';
  const sent = jiraTicket({ ...ticket, requester: cora, opener: cora }, system.webhookKeys.jira, new Date());
  const deliveries = [sent, sentAgain(sent), sentAgain(sent)].map(async ({ headers, body }) => {
    const response = await fetch(`${system.url}/webhooks/jira`, { method: 'POST', headers, body });
    return (await response.json()) as { readonly recoveries: readonly { readonly recovery: string }[] };
  });
  const answers = (await Promise.all(deliveries)).flatMap(({ recoveries }) => recoveries);
  const recovery = answers[0]?.recovery ?? '';
  await play.until(recovery, 'proofing');
  await play.proves('carl', recovery, 'custodian-attestation');
  await play.countersigns('pia', recovery);
  await play.countersigns('sara', recovery);
  const { recovery: granted } = await play.until(recovery, 'granted');
  versions.push(await secret(name));
  const { timeline } = await play.until(recovery, 'reviewing');
  versions.push(await secret(name));
  await play.does('rita', `/recoveries/${recovery}/reviews`, { finding: 'appropriate', note: 'fine' });
  return { answers, recovery, granted, timeline, versions, closed: await play.until(recovery, 'closed') };
}

async function reset() {
  const recovery = await play.opens('lena', 'cognito:lena-admin', 'reset-mfa');
  await play.until(recovery, 'proofing');
  const visitor = await play.visits(recovery);
  await play.proves('vera', recovery, 'in-person', visitor);
  await play.proves('victor', recovery, 'in-person', visitor);
  await play.proves('mara', recovery, 'manager-attestation', visitor);
  await play.countersigns('ida', recovery);
  await play.countersigns('sara', recovery);
  await play.until(recovery, 'granted');
  const credential = await play.claims(visitor);
  canaries.push(credential);
  const given = await user('lena-admin');
  // She signs in and replaces it, as the sign-in page would have her do.
  const client = new CognitoIdentityProviderClient({});
  const password = { ...userKey('lena-admin'), Password: 'Her-own-1!', Permanent: true };
  await asOperator(() => client.send(new AdminSetUserPasswordCommand(password)));
  const EmailMfaSettings = { Enabled: true, PreferredMfa: true };
  const preference = new AdminSetUserMFAPreferenceCommand({ ...userKey('lena-admin'), EmailMfaSettings });
  await asOperator(() => client.send(preference));
  await play.until(recovery, 'reviewing');
  await play.does('rita', `/recoveries/${recovery}/reviews`, { finding: 'appropriate', note: 'fine' });
  const closed = await play.until(recovery, 'closed');
  return { recovery, credential, given, kept: await user('lena-admin'), closed };
}

async function expiry() {
  const recovery = await play.opens('ken', 'cognito:ken', 'unlock');
  return { recovery, expired: await play.until(recovery, 'expired') };
}

async function stoppedBefore() {
  const recovery = await play.opens('jane', 'cognito:jane', 'reset-password');
  await play.until(recovery, 'proofing');
  await play.proves('vera', recovery, 'in-person');
  await play.until(recovery, 'approving');
  await play.does('jane', `/recoveries/${recovery}/stops`, { reason: 'that was not me' });
  const stopped = await play.until(recovery, 'stopped');
  return {
    recovery,
    stopped,
    late: await play.call('ida', 'POST', `/recoveries/${recovery}/countersignatures`, { digest: stopped.digest }),
  };
}

async function stoppedAfter() {
  const name = 'staging/payments/db';
  const versions = [await secret(name)];
  const recovery = await play.opens('cora', `secret:${name}`, 'rotate-secret');
  await play.until(recovery, 'proofing');
  await play.proves('carl', recovery, 'custodian-attestation');
  await play.countersigns('pia', recovery);
  await play.countersigns('ivan', recovery);
  const granted = await play.until(recovery, 'granted');
  versions.push(await secret(name));
  await play.does('cora', `/recoveries/${recovery}/stops`, { reason: 'rotated the wrong one' });
  const revoked = await play.until(recovery, 'reviewing');
  versions.push(await secret(name));
  return { recovery, granted, revoked, versions };
}

async function byHand() {
  const recovery = await play.opens('cora', 'hand:pki/mail-gateway', 'replace-certificate');
  await play.until(recovery, 'proofing');
  await play.proves('carl', recovery, 'custodian-attestation');
  await play.countersigns('pia', recovery);
  await play.countersigns('sara', recovery);
  await play.until(recovery, 'executing');
  const said = { reference: 'change/CHG-1', note: 'issued 3a:f1' };
  await play.does('nora', `/recoveries/${recovery}/work`, { stage: 'perform', ...said });
  const alone = (await play.shows(recovery)).recovery.status;
  await play.confirmsWork('nils', recovery);
  const granted = await play.until(recovery, 'granted');
  await play.until(recovery, 'revoking');
  await play.does('nora', `/recoveries/${recovery}/work`, { stage: 'revoke', ...said });
  await play.confirmsWork('nils', recovery);
  return { recovery, alone, granted, closed: await play.isReviewed(recovery) };
}

describe('the certificate that two people replace by hand', () => {
  it('waits at its gate for both, and again at its end, and is executed by the workflow', async () => {
    const { recovery, alone, closed } = await lives.byHand;
    expect(alone).toBe('executing');
    expect(eventsOf(closed)).toEqual([
      ...['RecoveryOpened', 'RecoveryAssessed', 'ProofRecorded', 'ProofingCompleted'],
      ...['PlanCountersigned', 'PlanCountersigned', 'ApprovalCompleted', 'ExecutionStarted'],
      ...['WorkReported', 'WorkConfirmed', 'GrantIssued', 'RevocationStarted', 'WorkReported', 'WorkConfirmed'],
      ...['RevocationConfirmed', 'ReviewRecorded', 'RecoveryClosed'],
    ]);
    const [execution] = executionsOf(system, recovery);
    expect(execution?.status).toBe('SUCCEEDED');
    expect(execution?.entered).toEqual([
      ...['Assess', 'AwaitProof', 'AwaitApproval', 'CoolingOff', 'Execute', 'AwaitWork', 'Execute'],
      ...['HoldGrant', 'Revoke', 'AwaitEnd', 'Revoke', 'AwaitReview', 'Close'],
    ]);
  }, 120_000);

  it('told the operators, and no one else, what waits for them', async () => {
    const { recovery } = await lives.byHand;
    const told = messagesOf(system.aws).filter(({ text }) => text.includes(recovery) && text.includes('by hand'));
    expect(new Set(told.map(({ to }) => to))).toEqual(new Set(['nora@example.com', 'nils@example.com']));
  }, 120_000);
});

describe('the rotation of a service account’s secret', () => {
  it('is opened once by a ticket that is sent three times at once', async () => {
    const { answers, recovery } = await lives.rotation;
    expect(answers.map((answer) => answer.recovery)).toEqual([recovery, recovery, recovery]);
  }, 120_000);

  it('goes through its whole life in nine states', async () => {
    const { recovery, closed } = await lives.rotation;
    expect(eventsOf(closed)).toEqual([
      ...['RecoveryOpened', 'RecoveryAssessed', 'ProofRecorded', 'ProofingCompleted'],
      ...['PlanCountersigned', 'PlanCountersigned', 'ApprovalCompleted', 'ExecutionStarted', 'GrantIssued'],
      ...['RevocationStarted', 'RevocationConfirmed', 'ReviewRecorded', 'RecoveryClosed'],
    ]);
    expect(executionsOf(system, recovery)).toMatchObject([{ status: 'SUCCEEDED', entered: HAPPY }]);
  }, 120_000);

  it('gives a new secret, and another one when the grant ends (rule 14)', async () => {
    const { versions, granted, timeline } = await lives.rotation;
    expect(new Set(versions).size).toBe(3);
    const revoked = timeline.find(({ events }) => events.some(({ type }) => type === 'RevocationStarted'));
    expect(Date.parse(revoked?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(granted.grant?.expiresAt ?? ''));
  }, 120_000);
});

describe('the MFA reset of an administrator', () => {
  it('goes through its whole life in nine states', async () => {
    const { recovery, closed } = await lives.reset;
    expect(eventsOf(closed)).toContain('GrantClaimed');
    expect(executionsOf(system, recovery)).toMatchObject([{ status: 'SUCCEEDED', entered: HAPPY }]);
  }, 120_000);

  it('gives a temporary password and takes the lost factor away', async () => {
    const { given, credential } = await lives.reset;
    expect(given).toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD', Enabled: true });
    expect(given.UserMFASettingList ?? []).toEqual([]);
    expect(credential.length).toBeGreaterThanOrEqual(16);
  }, 120_000);

  it('leaves alone, at its end, who has a password of their own by then', async () => {
    const { kept } = await lives.reset;
    expect(kept).toMatchObject({ UserStatus: 'CONFIRMED', Enabled: true });
  }, 120_000);
});

describe('the letters about it (SP 800-63B-4 section 4.6)', () => {
  it('begin with it and with its grant, and can be printed: whom to call, and no token that nobody types', async () => {
    const { recovery } = await lives.reset;
    const letters = messagesOf(system.aws).filter(({ kind, text }) => kind === 'postal' && text.includes(recovery));
    expect(letters).toHaveLength(2);
    for (const { text } of letters) {
      expect(text).toMatch(/^Lena Fischer\n1 Main Street\nSpringfield\n\n/);
      expect(text).toMatch(new RegExp(`call your help desk at once.*/r/${recovery}\\n`));
      expect(text).not.toContain('stop=');
    }
  }, 120_000);
});

describe('a recovery that nobody proves', () => {
  it('expires, and its execution leaves', async () => {
    const { recovery, expired } = await lives.expiry;
    expect(eventsOf(expired)).toEqual(['RecoveryOpened', 'RecoveryAssessed', 'StageHalfPassed', 'RecoveryExpired']);
    expect(executionsOf(system, recovery)).toMatchObject([
      {
        status: 'SUCCEEDED',
        entered: ['Assess', 'AwaitProof', 'ExpireStage', 'Assess', 'AwaitProof', 'ExpireStage', 'Ended'],
      },
    ]);
  }, 120_000);
});

describe('a recovery that is stopped', () => {
  it('while it waits for approval: ends, executes nothing, and takes no approval any more', async () => {
    const { recovery, stopped, late } = await lives.stoppedBefore;
    expect(eventsOf(stopped)).not.toContain('ExecutionStarted');
    // Whether its gate fails first or the whole execution is stopped first, it leaves from there.
    const [execution] = executionsOf(system, recovery);
    // It may learn of the end before it has left the gate of the proofs.
    expect(execution?.entered.slice(0, 2)).toEqual(['Assess', 'AwaitProof']);
    expect(['AwaitApproval', 'Ended', undefined]).toContain(execution?.entered[2]);
    expect(['Ended', undefined]).toContain(execution?.entered[3]);
    expect(execution?.status).not.toBe('RUNNING');
    expect((await user('jane')).UserStatus).toBe('CONFIRMED');
    expect(late).toMatchObject({ status: 409, body: { code: 'recovery-ended' } });
  }, 120_000);

  it('while it is granted: is revoked at once, before the grant would have ended', async () => {
    const { revoked, versions } = await lives.stoppedAfter;
    expect(eventsOf(revoked).slice(-3)).toEqual(['StopRequested', 'RevocationStarted', 'RevocationConfirmed']);
    const started = revoked.timeline.flatMap(({ events }) => events).find(({ type }) => type === 'RevocationStarted');
    expect(started).toMatchObject({ trigger: 'stop' });
    expect(new Set(versions).size).toBe(3);
  }, 120_000);
});

describe('credentials (rule 13)', () => {
  it('occur in no commit, log line, alert or event', async () => {
    await Promise.all(Object.values(lives));
    const commits: unknown[] = [];
    for await (const item of system.aws.dynamodb.scan({ TableName: NAMES.ledger })) commits.push(item);
    const places = {
      ledger: JSON.stringify(commits),
      log: await readFile(join(system.folder.path, 'log.jsonl'), 'utf8'),
      alerts: JSON.stringify(system.aws.sns.messages.items),
      events: JSON.stringify(system.aws.events.events.items),
      executions: JSON.stringify(system.aws.engine?.executions),
    };
    expect(canaries.length).toBeGreaterThanOrEqual(7);
    for (const [place, text] of Object.entries(places)) {
      expect([place, text.length > 1000]).toEqual([place, true]);
      expect([place, canaries.filter((canary) => text.includes(canary))]).toEqual([place, []]);
    }
  }, 120_000);
});
