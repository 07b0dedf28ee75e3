import { setTimeout as pause } from 'node:timers/promises';
import { METHODS } from '../../../lambdas/core/proofing/methods.ts';
import { isNhi, yieldsCredential } from '../../../lambdas/core/registry/account.ts';
import { messagesOf } from '../../../local/serve/outbox.ts';
import type { LocalSystem } from '../../../local/start/system.ts';
import type { Play, Shown } from '../../support/play.ts';
import type { Hands } from './hands.ts';
import type { Use } from './secret-uses.ts';
import { GRANT_MS } from './short.ts';
import type { Household } from './town.ts';
import type { InTurn } from './turns.ts';

/** How often somebody looks who waits for a person, and who waits for the end of a grant. */
const [OFTEN_MS, SELDOM_MS] = [400, 2_500];

/** Longer than any wait of the policy, on a busy machine. */
const PATIENCE_MS = 120_000;

/** What is enrolled counts after a second under the policy of the journeys. */
const COUNTS_MS = 1_100;

/** What people enrol before they need it. */
const ENROLLED = new Set<string>(['passkey', 'saved-code', 'totp', 'recovery-contact']);

export interface Walking {
  readonly system: LocalSystem;
  /** Looks at the recovery from outside, as an auditor can. */
  readonly play: Play;
  readonly hands: Hands;
  readonly use: Use;
  /** Whether somebody on duty ends the grant, and not its time. */
  readonly isStopped: boolean;
  readonly turn: InTurn;
}

/** What became of a journey, for its row of the table. */
export interface Walked {
  readonly shown: Shown;
  readonly claimed:
    | 'on the page'
    | 'signed in'
    | 'by the system that uses it'
    | 'there is nothing to claim'
    | 'no: denied at once';
  readonly ended: 'by people on duty' | 'by its time' | 'not begun';
}

/** From the call to what was claimed being used, to the end of the grant, to the review; what the recovery is in the end. */
export async function walk(household: Household, walking: Walking): Promise<Walked> {
  const { row, company } = household;
  const { system, play, hands, use, isStopped, turn } = walking;
  const { recovery, credential, claimed } = await turn(async () => {
    await hands.prepare();
    if (row.methods.some((method) => ENROLLED.has(method))) await pause(COUNTS_MS);
    const opened = await hands.ask();
    if (row.connector === null) return { recovery: opened, credential: null, claimed: 'no: denied at once' } as const;
    await arrives(play, opened, 'proofing');
    await hands.visit();
    for (const method of row.methods) await hands.give(method);
    await agreedTo(walking, opened);
    const taken = await claimedBy(household, hands);
    await use.works(taken.credential);
    if (isStopped) await hands.stop();
    return { recovery: opened, ...taken };
  });
  if (row.connector === null) {
    const shown = await arrives(play, recovery, 'denied');
    await isTold(system, company.requester);
    await hands.leave();
    return { shown, claimed, ended: 'not begun' };
  }
  // Nobody looks before it can be over.
  if (!isStopped) await pause(GRANT_MS);
  const isOver = ({ status, end }: Standing) => status === 'reviewing' || end !== null;
  const { end } = await standing(play, recovery, isOver, SELDOM_MS);
  await turn(() => use.isGone(credential));
  if (end === null) await turn(() => hands.review());
  const shown = await arrives(play, recovery, 'closed', SELDOM_MS);
  await hands.leave();
  return { shown, claimed, ended: isStopped ? 'by people on duty' : 'by its time' };
}

/** Whoever asked for what nothing here can do is told so, and who can change that. */
async function isTold(system: LocalSystem, requester: string): Promise<void> {
  const texts = () =>
    messagesOf(system.aws).flatMap(({ to, text }) => (to === `${requester}@example.com` ? [text] : []));
  const isSaid = () => texts().some((text) => text.includes('connect it to something that can do this'));
  for (const deadline = Date.now() + PATIENCE_MS; !isSaid(); await pause(SELDOM_MS))
    if (Date.now() > deadline) throw new Error(`${requester} was told: ${texts().join()}`);
}

const APPROVES: Readonly<Record<string, string>> = { pia: 'platform', sara: 'security', ida: 'identity' };

/** The groups countersign, one after the other, until they are enough. */
async function agreedTo({ play, hands }: Walking, recovery: string): Promise<void> {
  for (const approver of Object.keys(APPROVES)) {
    const { status, groups } = await standing(play, recovery, (now) => !['proofing', 'opened'].includes(now.status));
    if (status === 'approving' && groups.some((group) => APPROVES[approver] === group))
      await hands.countersign(approver);
  }
  await arrives(play, recovery, 'granted');
}

interface Standing {
  readonly status: string;
  readonly end: string | null;
  /** The groups that the plan names. */
  readonly groups: readonly string[];
}

/** Waits for a status or an end; throws for another end. */
async function arrives(play: Play, recovery: string, status: string, everyMs?: number): Promise<Shown> {
  const now = await standing(play, recovery, ({ status: is, end }) => is === status || end !== null, everyMs);
  if (now.status !== status) throw new Error(`expected ${status}, it is ${now.status}`);
  return play.shows(recovery);
}

async function standing(
  play: Play,
  recovery: string,
  is: (now: Standing) => boolean,
  everyMs = OFTEN_MS,
): Promise<Standing> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await pause(everyMs)) {
    const { end, recovery: shown } = await play.shows(recovery);
    const { plan = null } = shown as { readonly plan?: { readonly approvals: object } | null };
    const groups = [...JSON.stringify(plan?.approvals ?? []).matchAll(/"group":"([^"]+)"/g)].map(
      ([, group = '']) => group,
    );
    const now = { status: end ?? shown.status, end, groups };
    if (is(now)) return now;
    if (Date.now() > deadline) throw new Error(`it is still ${now.status}`);
  }
}

/** The system that uses the account has what was made anew. */
const goesToItsSystem = ({ kind, action }: Household['row']): boolean => isNhi(kind) && action !== 'revoke-sessions';

/** On the page; or signed in, where the account is nobody's own and no page gave a proof. */
async function claimedBy(
  { row }: Household,
  hands: Hands,
): Promise<Pick<Walked, 'claimed'> & { readonly credential: string | null }> {
  if (!yieldsCredential(row.action))
    return {
      claimed: goesToItsSystem(row) ? 'by the system that uses it' : 'there is nothing to claim',
      credential: null,
    };
  const isByPeople = row.methods.every((method) => !['system', 'vendor'].includes(METHODS[method].confirmedBy));
  if (row.kind !== 'shared-mailbox' || !isByPeople)
    return { claimed: 'on the page', credential: await hands.claim('page') };
  return { claimed: 'signed in', credential: await hands.claim('signed in') };
}
