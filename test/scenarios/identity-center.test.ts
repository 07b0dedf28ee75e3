import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProposedProfile } from '../../lambdas/app/people/registry.ts';
import type { CenterUser } from '../../local/aws/identity-center/state.ts';
import { CenterStore } from '../../local/aws/identity-center.ts';
import { DEMO_ADMINS } from '../../local/directory/people.ts';
import { messagesOf } from '../../local/serve/outbox.ts';
import { CONFIRMATIONS, signedConfirmation } from '../../local/signing/passkeys.ts';
import type { LocalSystem } from '../../local/start/system.ts';
import { shortPolicy } from '../support/local-system.ts';
import { eventsOf, Play } from '../support/play.ts';

/** Users of IAM Identity Center, recovered on the whole system under the rights of the template: each is a wait of its own, so all begin at once. */

const ACCOUNT: Omit<ProposedProfile, 'account' | 'target' | 'owner'> = {
  ...{ kind: 'human', tier: 'standard', environment: 'production', custodians: [], manager: 'person:mara' },
  ...{ contacts: [], connector: 'identity-center' },
};

let system: LocalSystem;
let folder: string;
let play: Play;
let jane: CenterUser;
let ken: CenterUser;
let lives: { readonly reset: ReturnType<typeof reset>; readonly wider: ReturnType<typeof wider> };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-scenario-'));
  const { startLocal } = await import('../../local/start/system.ts');
  const { instanceArn, identityStoreId } = new CenterStore();
  system = await startLocal({
    ...{ policy: await shortPolicy(folder, '', '20s'), sweepMs: 1_000 },
    directories: { identityCenter: { instanceArn, identityStoreId } },
  });
  play = new Play(system);
  const store = system.aws.identityCenter;
  [jane, ken] = [store.addUser('jane.doe'), store.addUser('ken.ono')];
  for (const [user, owner] of [
    [jane, 'person:jane'],
    [ken, 'person:ken'],
  ] as const) {
    user.groups = [store.addGroup('staff')];
    store.assign(user.groups[0] ?? '', store.addPermissionSet('ViewOnly'), '222222222222');
    await registers({ ...ACCOUNT, account: `identity-center:${user.name}`, target: user.name, owner });
  }
  lives = { reset: reset(), wider: wider() };
  for (const life of Object.values(lives)) life.catch(() => undefined);
}, 120_000);

afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true });
});

async function registers(profile: ProposedProfile): Promise<void> {
  const [proposer, confirmer] = DEMO_ADMINS;
  const { digest } = await play.does(proposer, '/registry/proposals', { profile });
  const said = { stream: profile.account, digest: String(digest) };
  await play.does(confirmer, CONFIRMATIONS, signedConfirmation(system, confirmer, said));
}

async function approved(who: string, user: CenterUser, action: 'reset-password' | 'reset-mfa') {
  const recovery = await play.opens(who, `identity-center:${user.name}`, action);
  await play.until(recovery, 'proofing');
  const visitor = await play.visits(recovery);
  await play.proves('vera', recovery, 'in-person', visitor);
  await play.countersigns('ida', recovery);
  return recovery;
}

async function reset() {
  const recovery = await approved('jane', jane, 'reset-password');
  await play.until(recovery, 'executing');
  const said = { reference: 'change/CHG-2', note: 'mail sent 09:12, 2 sessions deleted' };
  await play.does('nora', `/recoveries/${recovery}/work`, { stage: 'perform', ...said });
  await play.confirmsWork('nils', recovery);
  const granted = await play.until(recovery, 'granted');
  await play.until(recovery, 'revoking');
  await play.does('nora', `/recoveries/${recovery}/work`, { stage: 'revoke', ...said });
  await play.confirmsWork('nils', recovery);
  return { recovery, granted, closed: await play.isReviewed(recovery) };
}

/** Somebody is given more between the countersignature and the word of the second operator. */
async function wider() {
  const recovery = await approved('ken', ken, 'reset-password');
  await play.until(recovery, 'executing');
  const store = system.aws.identityCenter;
  store.assign(ken.id, store.addPermissionSet('Billing'), '333333333333');
  await play.does('nora', `/recoveries/${recovery}/work`, {
    stage: 'perform',
    reference: 'change/CHG-3',
    note: 'sent',
  });
  await play.confirmsWork('nils', recovery);
  return { recovery, failed: await play.until(recovery, 'revoking') };
}

describe('a user of IAM Identity Center', () => {
  it('is recovered by what two operators did and signed, and it ends when they say so', async () => {
    const { closed } = await lives.reset;
    expect(eventsOf(closed)).toEqual([
      ...['RecoveryOpened', 'RecoveryAssessed', 'WordsHeard', 'ProofRecorded', 'ProofingCompleted'],
      ...['PlanCountersigned', 'ApprovalCompleted', 'ExecutionStarted'],
      ...['WorkReported', 'WorkConfirmed', 'GrantIssued', 'RevocationStarted', 'WorkReported', 'WorkConfirmed'],
      ...['RevocationConfirmed', 'ReviewRecorded', 'RecoveryClosed'],
    ]);
  }, 120_000);

  it('is what operators, and no one else, are asked to work on', async () => {
    const { recovery } = await lives.reset;
    const told = messagesOf(system.aws).filter(({ text }) => text.includes(recovery) && text.includes('by hand'));
    expect(new Set(told.map(({ to }) => to))).toEqual(new Set(['nora@example.com', 'nils@example.com']));
  }, 120_000);

  it('whom somebody gave more meanwhile is not recovered by their work', async () => {
    const { failed } = await lives.wider;
    expect(eventsOf(failed)).toContain('ExecutionFailed');
    expect(JSON.stringify(failed)).toContain('scope-wider');
    expect(eventsOf(failed)).not.toContain('GrantIssued');
  }, 120_000);
});
