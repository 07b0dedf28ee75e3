import { setTimeout as pause } from 'node:timers/promises';
import type { ProposedProfile } from '../../lambdas/app/people/registry.ts';
import { madePassword } from '../directory/credentials.ts';
import type { DirectoryServer } from '../ldap/server.ts';
import type { ShownAlert } from '../serve/app.ts';
import { expectThat } from './expectation.ts';
import { opens, userOf } from './intake.ts';
import { isRegistered } from './registering.ts';
import { PEOPLE, type Servers } from './servers.ts';
import { reaches, type Stage } from './stage.ts';
import * as story from './story.ts';
import { zendeskTicket } from './tickets.ts';

const TICKET = '35437';

const ACCOUNT: Omit<ProposedProfile, 'account' | 'target' | 'owner'> = {
  ...{ kind: 'human', tier: 'standard', environment: 'production', custodians: [], manager: 'person:mara' },
  ...{ contacts: [], connector: 'active-directory' },
};

const KEN = { ...ACCOUNT, account: `active-directory:${PEOPLE.recovered}`, target: PEOPLE.recovered } as const;
const LENA = { ...ACCOUNT, account: `active-directory:${PEOPLE.changedByHand}`, target: PEOPLE.changedByHand } as const;

/** How long people on duty may wait for the alert about a change by hand. */
const WITHIN_MS = 60_000;

/** What was seen of a person in Active Directory. */
export interface DirectoryOutcome extends story.Outcome {
  /** Seconds from a change by hand to its alert. */
  readonly alertedAfter: number;
  readonly changedByHand: string;
}

/**
 * A person of a real Active Directory gets a temporary password, signs in with it, and cannot any more after the end of the grant. Meanwhile
 * somebody sets an administrator's password by hand, and people on duty hear of it.
 */
export async function playDirectoryPerson(
  stage: Stage,
  server: DirectoryServer,
  { before }: Servers,
): Promise<DirectoryOutcome> {
  const about = 'ken';
  await isRegistered(stage, about, { ...KEN, owner: 'person:ken' });
  await isRegistered(stage, about, { ...LENA, tier: 'privileged', owner: 'person:lena' });
  const ticket = {
    ...{ id: TICKET, account: KEN.account, action: 'reset-password', summary: 'Forgot the password of my computer' },
    ...{ requester: userOf('ken', 'zendesk'), opener: userOf('amira', 'zendesk') },
  };
  const delivery = zendeskTicket(ticket, stage.webhookKeys.zendesk, new Date());
  const recovery = await opens(stage, delivery, { about, did: `${TICKET}: reset-password of ${KEN.account}` });
  const scene = { stage, recovery, about };
  await reaches(stage, recovery, { statuses: ['proofing'] });
  const visitor = await story.opensPage(scene, 'ken');
  await story.proves(scene, 'vera', 'in-person', visitor);
  await story.countersigns(scene, 'ida');
  const granted = await story.isExecuted(scene);
  const claimed = await story.claims(scene, 'ken', visitor);
  await signsIn(scene, server, { before: before.ken, claimed });
  const alertedAfter = await isChangedByHand(stage, server);
  await story.isRevoked(scene, granted);
  await isOver(scene, server, claimed);
  const outcome = await story.isReviewed(scene, TICKET);
  return { ...outcome, alertedAfter, changedByHand: LENA.account };
}

/** `must-change`: the directory takes the password, and wants another one first (49, data 773). */
async function signsIn(
  { stage, about }: story.Scene,
  server: DirectoryServer,
  { before, claimed }: { readonly before: string; readonly claimed: string },
): Promise<void> {
  const [lost, now] = [await server.signIn(KEN.target, before), await server.signIn(KEN.target, claimed)];
  const answer = `the claimed password: ${now}; the one from before: ${lost}`;
  stage.timeline.tell({ about, who: 'active directory', did: 'a bind with each of two passwords', answer });
  expectThat(now === 'must-change' && lost === 'wrong', `Active Directory answered: ${answer}`);
}

async function isOver({ stage, about }: story.Scene, server: DirectoryServer, claimed: string): Promise<void> {
  const answer = await server.signIn(KEN.target, claimed);
  stage.timeline.tell({ about, who: 'active directory', did: 'a bind with the claimed password', answer });
  expectThat(!['ok', 'must-change'].includes(answer), 'the claimed password works after the end of the grant');
}

/** Somebody with rights in the directory goes around Countersign; seconds until people on duty were told. */
async function isChangedByHand(stage: Stage, server: DirectoryServer): Promise<number> {
  const about = 'by hand';
  await server.admin.setPassword(LENA.target, madePassword());
  const since = performance.now();
  const did = `sets the password of ${LENA.target} in the directory`;
  stage.timeline.tell({ about, who: 'somebody', did, answer: 'without a recovery' });
  // The account's registration has rung too.
  const isIt = ({ account, subject }: ShownAlert): boolean =>
    account === LENA.account && subject.includes('UngovernedChangeSeen');
  const told = async () => (await stage.alerts()).find(isIt);
  let alert = await told();
  while (alert === undefined && performance.now() - since < WITHIN_MS) {
    await pause(100);
    alert = await told();
  }
  const seconds = Math.round((performance.now() - since) / 100) / 10;
  const answer = `${alert?.subject ?? 'nothing'}, after ${seconds.toFixed(1)} s`;
  stage.timeline.tell({ about, who: 'alerting', did: 'tells the people on duty', answer });
  expectThat(alert !== undefined, 'nobody was alerted that a password was changed by hand');
  return seconds;
}
