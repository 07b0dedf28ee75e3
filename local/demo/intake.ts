import { demoPerson } from '../directory/people.ts';
import type { Reply } from '../serve/api.ts';
import { expectThat } from './expectation.ts';
import { as, deliver, inWords, type Stage } from './stage.ts';
import { type Delivery, jiraTicket, sentAgain, type Ticket, zendeskTicket } from './tickets.ts';

/** The recoveries of the two tickets. */
export interface Opened {
  /** Rotation of a production secret, asked for in Jira. */
  readonly payments: string;
  /** MFA reset of an administrator, asked for in Zendesk. */
  readonly lena: string;
}

export const JIRA_TICKET = 'HELP-20002';
export const ZENDESK_TICKET = '35436';

/** Somebody's user id in a ticket system. */
export const userOf = (short: string, source: string): string =>
  demoPerson(short)
    .ticketUsers.find((user) => user.startsWith(`${source}:`))
    ?.slice(source.length + 1) ?? '';

const PAYMENTS: Ticket = {
  id: JIRA_TICKET,
  account: 'secret:prod/payments/db',
  action: 'rotate-secret',
  summary: 'Payments database password was in a build log',
  requester: userOf('cora', 'jira'),
  opener: userOf('cora', 'jira'),
};

const LENA: Ticket = {
  id: ZENDESK_TICKET,
  account: 'cognito:lena-admin',
  action: 'reset-mfa',
  summary: 'New phone, cannot sign in with the administrator account',
  requester: userOf('lena', 'zendesk'),
  opener: userOf('amira', 'zendesk'),
};

/** The tickets arrive, together with a replay of the first and a forged one, which change nothing. */
export async function ticketsArrive(stage: Stage): Promise<Opened> {
  const { jira, zendesk } = stage.webhookKeys;
  const genuine = jiraTicket(PAYMENTS, jira, new Date());
  const did = `${PAYMENTS.id}: rotate-secret of prod/payments/db`;
  const payments = await opens(stage, genuine, { about: 'payments', did });
  await isReplayed(stage, genuine, payments);
  const before = await commitsOf(stage, LENA.account);
  await isForged(stage, jiraTicket({ ...LENA, id: 'HELP-20003' }, 'guessed-by-somebody-who-is-not-jira', new Date()));
  expectThat(
    (await commitsOf(stage, LENA.account)).length === before.length,
    'the forged ticket left a trace in an account',
  );
  const called = { about: 'lena', did: `${LENA.id}: reset-mfa of lena-admin` };
  const lena = await opens(stage, zendeskTicket(LENA, zendesk, new Date()), called);
  return { payments, lena };
}

/** A ticket arrives and opens one recovery. Throws a `Disappointment` when it opens none. */
export async function opens(
  stage: Stage,
  delivery: Delivery,
  { about, did }: { readonly about: string; readonly did: string },
): Promise<string> {
  const reply = await deliver(stage, delivery);
  const recovery = recoveryIn(reply);
  stage.timeline.tell({ about, who: delivery.source, did, answer: recovery ? `recovery ${recovery}` : inWords(reply) });
  expectThat(recovery !== undefined, `the ${delivery.source} ticket opened no recovery: ${inWords(reply)}`);
  return recovery;
}

async function isReplayed(stage: Stage, genuine: Delivery, recovery: string): Promise<void> {
  const reply = await deliver(stage, sentAgain(genuine));
  const same = recoveryIn(reply) === recovery;
  const answer = same ? 'the same recovery, nothing new' : inWords(reply);
  stage.timeline.tell({ about: 'payments', who: 'a replay', did: 'the same bytes under another delivery id', answer });
  expectThat(same, 'the replayed ticket did not lead to the recovery that it had opened before');
  const openings = (await commitsOf(stage, PAYMENTS.account)).filter(({ bytes }) => bytes.includes(recovery));
  const opened = openings.filter(({ bytes }) => bytes.includes('"type":"RecoveryOpened"'));
  expectThat(opened.length === 1, `the replayed ticket opened ${opened.length} recoveries`);
}

/** The stream of an account, read by the auditor. */
async function commitsOf(stage: Stage, account: string): Promise<readonly { readonly bytes: string }[]> {
  const { body } = await as(stage, 'otto').get(`/ledger/${encodeURIComponent(account)}?limit=100`);
  return (body as { readonly commits?: readonly { readonly bytes: string }[] }).commits ?? [];
}

async function isForged(stage: Stage, forged: Delivery): Promise<void> {
  const reply = await deliver(stage, forged);
  stage.timeline.tell({
    about: 'lena',
    who: 'a forgery',
    did: 'HELP-20003: reset-mfa of lena-admin',
    answer: `no: ${inWords(reply)}`,
  });
  expectThat(reply.status === 401, `the forged ticket was not refused: ${inWords(reply)}`);
}

function recoveryIn({ body }: Reply): string | undefined {
  const { recoveries = [] } = body as { readonly recoveries?: readonly { readonly recovery?: string }[] };
  return recoveries.length === 1 ? recoveries[0]?.recovery : undefined;
}
