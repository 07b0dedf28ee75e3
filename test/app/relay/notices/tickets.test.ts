import { beforeEach, describe, expect, it } from '@jest/globals';
import { JiraTickets } from '../../../../lambdas/adapters/tickets/jira.ts';
import { load } from '../../../../lambdas/app/ledger/load.ts';
import { submit } from '../../../../lambdas/app/ledger/submit.ts';
import { parseNotice } from '../../../../lambdas/app/relay/messages.ts';
import { deliverNotice } from '../../../../lambdas/app/relay/notices.ts';
import { relay } from '../../../../lambdas/app/relay/relay.ts';
import { step } from '../../../../lambdas/app/workflow/workflow-step.ts';
import { SOURCES } from '../../../../lambdas/core/intake/sources.ts';
import type { Command, PersonActor } from '../../../../lambdas/core/recovery/state/commands.ts';
import { planDigest } from '../../../../lambdas/core/recovery/state/plan.ts';
import { ticketNewsIn } from '../../../../lambdas/core/recovery/views/ticket-news.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { TICKET_VENDORS } from '../../../../lambdas/ports/tickets.ts';
import { DESK_ACCOUNT } from '../../../../local/tickets/desk.ts';
import { LocalJira } from '../../../../local/tickets/jira.ts';
import { adoptPolicy } from '../../../support/adopt.ts';
import { present, REF } from '../../../support/execution-world.ts';
import { ACTORS, anEnvelope, anOpenRecovery, aProfile } from '../../../support/fixtures.ts';
import { caughtLog } from '../../../support/http.ts';
import { CANARY_ADDRESSES, CONTACTS } from '../../../support/proving-world.ts';
import { register } from '../../../support/register.ts';
import { commitsOf, relayWorld } from '../../../support/relay-world.ts';

const WORD = 'canary-2b7e-password-of-a-ticket-system';
const REASON = 'canary-reason [click](https://evil.example) h1. now';

let lines: readonly string[] = [];
beforeEach(() => {
  lines = caughtLog();
});

/** Jane's recovery, opened with a ticket of Jira. */
async function ticketWorld(source = 'jira') {
  const world = relayWorld();
  const { ledger, surroundings, submitting, notices } = world;
  const jira = new LocalJira('acme.atlassian.net', WORD);
  const issue = jira.add('HELP-1');
  const now = () => Date.parse(surroundings.now());
  const made = () =>
    new JiraTickets({
      ...{ host: 'acme.atlassian.net', field: LocalJira.field, send: jira.handle, now, random: () => 0 },
      account: async () => ({ username: DESK_ACCOUNT.username, password: new Secret(WORD) }),
      sleep: async (milliseconds) => void surroundings.advance(milliseconds / 1_000),
    });
  world.tickets.set('jira', made());
  await adoptPolicy(submitting);
  await register(submitting, { profile: aProfile({ contacts: CONTACTS }) });
  const gives = (command: Command, actor: PersonActor, recovery: string = REF.recovery) =>
    submit(submitting, { ...anEnvelope(command, { actor, recovery }), id: surroundings.newId() });
  const ticket = { source, id: 'HELP-1' };
  let relayed = (await commitsOf(ledger, REF.account)).length;
  /** Relays what is new, and works the queue of notices until nothing of it can be worked; returns what is left. */
  const settles = async () => {
    const commits = await commitsOf(ledger, REF.account);
    for (const signed of commits.slice(relayed)) await relay(world.services, signed);
    relayed = commits.length;
    for (let some = await notices.receive(50); some.length > 0; some = await notices.receive(50))
      for (const letter of some) {
        const isDone = await deliverNotice(world.services, parseNotice(letter.body)).then(
          () => true,
          () => false,
        );
        if (isDone) await notices.remove([letter]);
      }
    surroundings.advance(60);
    return notices.waiting;
  };
  await gives(anOpenRecovery({ ticket, reason: REASON }), ACTORS.jane);
  const countersigns = async () => {
    const { plan, proofs } = present((await load(ledger, REF.account)).recoveries[REF.recovery]);
    await gives(
      { type: 'CountersignPlan', digest: planDigest(REF.recovery, present(plan), proofs) },
      ACTORS.identityApprover,
    );
  };
  const proves = () =>
    gives(
      {
        ...{ type: 'RecordProof', method: 'in-person', outcome: 'verified', reference: 'log/1' },
        seen: ['passport', 'employee-badge'],
      },
      ACTORS.verifier,
    );
  const assesses = () => step(submitting, REF, { type: 'AssessRecovery', directoryTier: null });
  return { ...world, jira, issue, settles, gives, assesses, proves, countersigns, made };
}

describe('a ticket', () => {
  it('says step by step what became of its recovery, with a link and no more', async () => {
    const { issue, settles, assesses, proves, countersigns, gives } = await ticketWorld();
    const shown: (string | undefined)[] = [];
    const reads = async (deed: () => Promise<unknown>) => {
      await deed();
      expect(await settles()).toEqual([]);
      shown.push(issue.field?.split(' ')[0]);
    };
    await reads(async () => undefined);
    await reads(assesses);
    await reads(proves);
    await reads(countersigns);
    await reads(() => gives({ type: 'StopRecovery', reason: REASON, cause: 'withdrawn' }, ACTORS.jane));
    expect(shown).toEqual(['opened', 'planned', 'planned', 'approved', 'stopped']);
    const said = issue.comments.map(({ text }) => /^\d{4}-\d\d-\d\d \d\d:\d\d UTC: (.*)/.exec(text)?.[1]);
    expect(said).toEqual([
      'A recovery was opened for this ticket.',
      'The plan of the recovery was made. It waits for proofs and countersignatures.',
      'The recovery was approved.',
      'The recovery was stopped.',
    ]);
    const all = JSON.stringify(issue.comments);
    for (const { isInternal, text } of issue.comments) {
      expect(isInternal).toBe(true);
      expect(text).toContain(`https://recover.example.com/console#/recoveries/${REF.recovery}`);
      expect(text).not.toContain('#stop=');
    }
    for (const canary of [...CANARY_ADDRESSES, REASON, 'canary', 'cognito:jane', 'person:', WORD])
      expect(all).not.toContain(canary);
    expect(lines.join('\n')).not.toContain(WORD);
  });

  it('is told once, however often the notice comes, and whatever instance works it', async () => {
    const { issue, services, sentNotices, made, tickets, settles } = await ticketWorld();
    await settles();
    const notice = { stream: REF.account, seq: 3, audience: 'ticket' } as const;
    for (let times = 0; times < 3; times += 1) {
      // The marker in the workspace was lost: the one in the ticket is found.
      sentNotices.marked.clear();
      tickets.set('jira', made());
      await deliverNotice(services, notice);
    }
    expect(issue.comments).toHaveLength(1);
  });

  it('that cannot be told waits alone, and is told when its system is back', async () => {
    const { issue, jira, settles, notices, surroundings } = await ticketWorld();
    jira.outage = () => new Response(null, { status: 503 });
    await settles();
    expect(notices.waiting).toEqual([expect.objectContaining({ audience: 'ticket' })]);
    jira.outage = null;
    surroundings.advance(60);
    expect(await settles()).toEqual([]);
    expect(issue.comments).toHaveLength(1);
  });

  it('keeps a notice that its system redirects, until it is a dead letter and rings', async () => {
    const { jira, settles } = await ticketWorld();
    jira.outage = () => new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/' } });
    for (let times = 0; times < 3; times += 1)
      expect(await settles()).toEqual([expect.objectContaining({ audience: 'ticket' })]);
  });

  /** The places of the notes that this ticket is to get, in their order. */
  const notesOf = async ({ ledger }: Awaited<ReturnType<typeof ticketWorld>>) =>
    (await commitsOf(ledger, REF.account)).flatMap(({ commit: { seq, events } }) =>
      ticketNewsIn(events) === undefined ? [] : [{ stream: REF.account, seq, audience: 'ticket' } as const],
    );

  it('reads each note below the one before it, whichever message comes first', async () => {
    const world = await ticketWorld();
    const { issue, services, notices, settles, assesses, unsentNotices } = world;
    await assesses();
    const [opened, planned] = await notesOf(world);
    await deliverNotice(services, present(planned));
    expect([issue.comments, issue.field, notices.waiting]).toMatchObject([[], null, [planned]]);
    // Its turn is not there yet: that is no failure.
    expect(unsentNotices.noted.size).toBe(0);
    await deliverNotice(services, present(opened));
    world.surroundings.advance(60);
    expect(await settles()).toEqual([]);
    expect(issue.comments.map(({ text }) => / UTC: (.*)/.exec(text)?.[1])).toEqual([
      'A recovery was opened for this ticket.',
      'The plan of the recovery was made. It waits for proofs and countersignatures.',
    ]);
    expect(issue.field).toMatch(/^planned /);
  });

  it('waits for no note for longer than that is tried', async () => {
    const world = await ticketWorld();
    const { issue, services, surroundings, assesses } = world;
    await assesses();
    const planned = present((await notesOf(world)).at(-1));
    surroundings.advance(4 * 3_600 - 120);
    await deliverNotice(services, planned);
    expect(issue.comments).toEqual([]);
    surroundings.advance(300);
    await deliverNotice(services, planned);
    expect(issue.comments.map(({ text }) => text)).toEqual([expect.stringContaining('The plan of the recovery')]);
  });

  it('waits for nothing that another ticket was told on the same account', async () => {
    const world = await ticketWorld();
    const { jira, settles, gives, services } = world;
    const other = jira.add('HELP-2');
    await settles();
    jira.tickets.get('HELP-1')?.comments.splice(0);
    await gives(
      anOpenRecovery({ ticket: { source: 'jira', id: 'HELP-2' }, action: 'unlock' }),
      ACTORS.jane,
      'rec-of-help-2',
    );
    await deliverNotice(services, present((await notesOf(world)).at(-1)));
    expect(other.comments).toHaveLength(1);
  });

  it('that is gone is done: nothing is tried again', async () => {
    const { jira, settles, unsentNotices } = await ticketWorld();
    jira.tickets.clear();
    expect(await settles()).toEqual([]);
    expect(lines.join('\n')).toContain('ticket not told');
    expect([...unsentNotices.noted.values()]).toMatchObject([{ audience: 'ticket', again: false }]);
  });

  it('of another source is not written to', async () => {
    const { jira, settles } = await ticketWorld('freshdesk');
    expect(await settles()).toEqual([]);
    expect(jira.calls).toBe(0);
  });
});

it('every source whose row says that it is written to has an adapter', () => {
  const written = Object.entries(SOURCES).flatMap(([name, { writeBack }]) => (writeBack === 'note' ? [name] : []));
  expect(written.sort()).toEqual([...TICKET_VENDORS].sort());
});
