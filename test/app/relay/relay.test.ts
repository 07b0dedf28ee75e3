import { describe, expect, it } from '@jest/globals';
import { load } from '../../../lambdas/app/ledger/load.ts';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { noticeOf } from '../../../lambdas/app/relay/notices/about.ts';
import { relay } from '../../../lambdas/app/relay/relay.ts';
import { step } from '../../../lambdas/app/workflow/workflow-step.ts';
import { planDigest } from '../../../lambdas/core/recovery/state/plan.ts';
import { mayTell } from '../../../lambdas/core/recovery/views/asked.ts';
import { likenessKeys } from '../../../lambdas/core/registry/look-alikes.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { adoptPolicy } from '../../support/adopt.ts';
import { Crash, CrashingPorts } from '../../support/crash.ts';
import { present, REF } from '../../support/execution-world.ts';
import {
  ACTORS,
  anEnvelope,
  anOpenRecovery,
  anOrigin,
  aPerson,
  aProfile,
  PEOPLE,
  subjectOf,
} from '../../support/fixtures.ts';
import { register } from '../../support/register.ts';
import { commitsOf, relayWorld } from '../../support/relay-world.ts';

type World = ReturnType<typeof relayWorld>;

const TICKET = { source: 'jira', id: 'HELP-1' };

/** Jane's recovery is open, planned, and its proof gate waits. */
async function waitingForProof(crashing?: CrashingPorts): Promise<World> {
  const world = relayWorld(crashing);
  const { submitting, gates } = world;
  await adoptPolicy(submitting);
  await register(submitting, { profile: aProfile() });
  await submit(submitting, anEnvelope(anOpenRecovery({ ticket: TICKET })));
  await step(submitting, REF, { type: 'AssessRecovery', directoryTier: null });
  await gates.put(REF.recovery, 'proof', new Secret('canary-token-1'));
  await step(submitting, REF, { type: 'OpenGate', gate: 'proof' });
  return world;
}

async function deliverAll({ services, ledger }: World): Promise<void> {
  for (const commit of await commitsOf(ledger, REF.account)) await relay(services, commit);
}

const prove = anEnvelope(
  {
    type: 'RecordProof',
    method: 'in-person',
    outcome: 'verified',
    reference: 'log/1',
    seen: ['passport', 'employee-badge'],
  },
  { actor: ACTORS.verifier },
);

describe('the relay', () => {
  it('starts the execution of what was opened and leaves a gate alone that has something to wait for', async () => {
    const world = await waitingForProof();
    await deliverAll(world);
    expect([...world.workflow.started]).toEqual(['rec-1']);
    expect(world.workflow.resumed).toEqual([]);
    expect(world.views.recoveries.get('rec-1')).toMatchObject({
      ...{ status: 'proofing', ended: false, action: 'reset-password' },
      trace: { requester: PEOPLE.jane, ticket: TICKET, policy: expect.any(String) },
    });
  });

  it('resumes a gate when the ledger says that its stage is done, with timers and nothing else', async () => {
    const world = await waitingForProof();
    await submit(world.submitting, prove);
    await deliverAll(world);
    expect(world.workflow.resumed).toEqual([
      {
        token: 'canary-token-1',
        timers: {
          proofSeconds: 3600,
          // Half of the window, which is looked at first.
          approvalSeconds: 3600,
          workSeconds: 14_400,
          holdSeconds: 1,
          reviewSeconds: 86_400,
          executeNotBefore: expect.any(String),
        },
      },
    ]);
    expect(world.gates.open.size).toBe(0);
  });

  it('resumes a gate that was opened after its stage was done, as when an execution is started again', async () => {
    const world = await waitingForProof();
    await submit(world.submitting, prove);
    await deliverAll(world);
    await world.gates.put(REF.recovery, 'proof', new Secret('canary-token-2'));
    await step(world.submitting, REF, { type: 'OpenGate', gate: 'proof' });
    await relay(world.services, present((await commitsOf(world.ledger, REF.account)).at(-1)));
    expect(world.workflow.resumed.map(({ token }) => token)).toEqual(['canary-token-1', 'canary-token-2']);
  });

  it('does not resume for a proof of another recovery or for a refused one', async () => {
    const world = await waitingForProof();
    await submit(world.submitting, { ...prove, id: 'by-the-requester', actor: ACTORS.jane });
    await deliverAll(world);
    expect(world.workflow.resumed).toEqual([]);
  });

  it.each([
    ['stopped', anEnvelope({ type: 'StopRecovery', reason: 'this was not me', cause: 'withdrawn' })],
    [
      'refused',
      anEnvelope(
        { type: 'RecordProof', method: 'in-person', outcome: 'repudiated', reference: null, seen: [] },
        { actor: ACTORS.verifier },
      ),
    ],
  ] as const)('fails the gates and stops the execution of a recovery that was %s', async (end, command) => {
    const world = await waitingForProof();
    await submit(world.submitting, command);
    await deliverAll(world);
    expect(world.workflow.failed).toEqual([{ token: 'canary-token-1', error: 'RecoveryEnded' }]);
    expect(world.workflow.stopped.get('rec-1')).toBe(end);
    expect(world.views.recoveries.get('rec-1')).toMatchObject({
      ...{ status: end, ended: true, openedAt: expect.any(String) },
      trace: { requester: PEOPLE.jane, ticket: TICKET },
    });
  });

  it('shows of a recovery that has ended when it ended, whatever is refused afterwards', async () => {
    const world = await waitingForProof();
    await submit(world.submitting, anEnvelope({ type: 'StopRecovery', reason: 'this was not me', cause: 'withdrawn' }));
    const endedAt = world.surroundings.now();
    world.surroundings.advance(3600);
    await submit(world.submitting, { ...prove, id: 'too-late' });
    await deliverAll(world);
    const last = present((await commitsOf(world.ledger, REF.account)).at(-1)).commit;
    expect(last).toMatchObject({ at: world.surroundings.now(), events: [{ type: 'CommandRefused' }] });
    expect(world.views.recoveries.get('rec-1')).toMatchObject({ seq: last.seq - 1, ended: true, updatedAt: endedAt });
  });

  it('shows what a directory’s log showed, and what it belongs to', async () => {
    const world = await waitingForProof();
    const { connector, directoryId } = aProfile();
    const change = {
      ...({ connector, directoryId, kind: 'password-set', at: world.surroundings.now(), entry: 'e-1' } as const),
      by: { as: 'other', name: 'role/Admin' },
    } as const;
    const actor = { by: 'signal-source', source: 'cloudtrail' } as const;
    await submit(world.submitting, anEnvelope({ type: 'ReportChange', change }, { actor, recovery: null }));
    await deliverAll(world);
    expect([...world.dueGrants.noted.values()]).toEqual([]);
    expect([...world.receipts.noted.values()]).toMatchObject([
      { account: REF.account, change, recovery: null, cause: 'no-grant' },
    ]);
  });

  it('notes what waits of a stream until nothing of it does, and every alert', async () => {
    const world = await waitingForProof();
    const lift = { type: 'ProposeProfile', profile: aProfile({ manager: PEOPLE.verifier }) } as const;
    const { commit } = await submit(world.submitting, anEnvelope(lift, { id: 'p', actor: ACTORS.admin }));
    expect(commit?.commit.events.map(({ type }) => type)).toEqual(['ProfileProposed']);
    await deliverAll(world);
    expect((await world.views.standings()).items).toEqual([
      expect.objectContaining({
        ...{ stream: REF.account, freeze: null },
        proposals: [expect.objectContaining({ of: 'profile', by: ACTORS.admin.person })],
      }),
    ]);
    await register(world.submitting, { profile: aProfile({ manager: PEOPLE.verifier }) });
    await deliverAll(world);
    expect((await world.views.standings()).items).toEqual([]);
    expect((await world.views.alerts()).items.map(({ what }) => what)).toContainEqual([
      expect.stringMatching(/^ProfileConfirmed/),
    ]);
  });

  it('lists a held ticket until a recovery is opened for it', async () => {
    const world = await waitingForProof();
    await world.views.holdTicket({ ...TICKET, cause: 'account-missing', at: '' });
    await deliverAll(world);
    expect(world.views.tickets.size).toBe(0);
    const held = {
      type: 'HoldTicket',
      ticket: { source: 'jira', id: 'HELP-2' },
      cause: 'account-missing',
      facts: {},
    } as const;
    await submit(
      world.submitting,
      anEnvelope(held, { stream: 'source:jira', recovery: null, actor: { by: 'ticket-system', source: 'jira' } }),
    );
    for (const commit of await commitsOf(world.ledger, 'source:jira')) await relay(world.services, commit);
    expect([...world.views.tickets.keys()]).toEqual(['jira/HELP-2']);
  });

  it('lists a ticket that was closed as a fraud only where nothing of it could be stopped', async () => {
    const world = await waitingForProof();
    for (const [id, stops] of [
      ['HELP-2', ['rec-1']],
      ['HELP-3', []],
    ] as const) {
      await world.views.holdTicket({ source: 'jira', id: 'HELP-2', cause: 'account-missing', at: '' });
      const closed = { type: 'CloseAsFraud', ticket: { source: 'jira', id }, account: 'cognito:jane', stops } as const;
      await submit(
        world.submitting,
        anEnvelope(closed, {
          ...{ id, stream: 'source:jira', recovery: null, actor: { by: 'ticket-system', source: 'jira' } },
        }),
      );
    }
    for (const commit of await commitsOf(world.ledger, 'source:jira')) await relay(world.services, commit);
    expect([...world.views.tickets].map(([key, { cause }]) => [key, cause])).toEqual([
      ['jira/HELP-3', 'fraud-nothing-stopped'],
    ]);
  });

  it('counts the account once for whoever has a part in its recovery, and for a desk that has', async () => {
    const world = await waitingForProof();
    await deliverAll(world);
    await deliverAll(world);
    expect([...world.campaigns.noted]).toEqual([
      'requester person:jane cognito:jane',
      'manager person:mara-manager cognito:jane',
    ]);
    const traces = { caller: 'pseudonym:calling', network: 'pseudonym:asking' } as const;
    const onBehalf = anOpenRecovery({ action: 'unlock', agent: PEOPLE.agent, ...traces });
    const origin = anOrigin({ desk: 'north' });
    await submit(world.submitting, anEnvelope(onBehalf, { recovery: 'rec-2', actor: ACTORS.agent, origin }));
    await deliverAll(world);
    expect([...world.campaigns.noted].slice(2)).toEqual([
      'agent person:alex-agent cognito:jane',
      'desk north cognito:jane',
      'caller pseudonym:calling cognito:jane',
      'network pseudonym:asking cognito:jane',
    ]);
  });

  it('remembers the caller and the network of what was suspected, also where that ended it (rule 10)', async () => {
    const world = await waitingForProof();
    const traces = { caller: 'pseudonym:calling', network: 'pseudonym:asking' } as const;
    const onBehalf = anOpenRecovery({ action: 'unlock', agent: PEOPLE.agent, ...traces });
    await submit(world.submitting, anEnvelope(onBehalf, { recovery: 'rec-2', actor: ACTORS.agent }));
    await deliverAll(world);
    const before = world.campaigns.noted.size;
    const stop = { type: 'StopRecovery', reason: 'not her voice', cause: 'suspected-impersonation' } as const;
    await submit(world.submitting, anEnvelope(stop, { recovery: 'rec-2', actor: ACTORS.agent }));
    await deliverAll(world);
    expect([...world.campaigns.noted].slice(before)).toEqual([
      'suspected-caller pseudonym:calling cognito:jane',
      'suspected-network pseudonym:asking cognito:jane',
    ]);
  });

  it('counts what a verifier confirmed and what failed, also where that ended it (rule 10)', async () => {
    const world = await waitingForProof();
    const traces = { caller: 'pseudonym:calling', network: 'pseudonym:asking' } as const;
    const onBehalf = anOpenRecovery({ action: 'unlock', agent: PEOPLE.agent, ...traces });
    await submit(world.submitting, anEnvelope(onBehalf, { recovery: 'rec-2', actor: ACTORS.agent }));
    await step(world.submitting, { ...REF, recovery: 'rec-2' }, { type: 'AssessRecovery', directoryTier: null });
    await deliverAll(world);
    const before = world.campaigns.noted.size;
    await submit(world.submitting, { ...prove, recovery: 'rec-2', id: 'sees' });
    const failed = {
      type: 'RecordProof',
      method: 'in-person',
      outcome: 'failed',
      reference: 'log/2',
      seen: [],
    } as const;
    await submit(world.submitting, anEnvelope(failed, { actor: ACTORS.verifier, id: 'fails' }));
    await deliverAll(world);
    await deliverAll(world);
    expect([...world.campaigns.noted].slice(before)).toEqual([
      `verifier ${PEOPLE.verifier} cognito:jane`,
      `verifier-caller ${PEOPLE.verifier} pseudonym:calling cognito:jane`,
      `verifier-network ${PEOPLE.verifier} pseudonym:asking cognito:jane`,
      `verifier-failed ${PEOPLE.verifier} cognito:jane`,
    ]);
  });

  it('counts the owner of an account, and not the account, whom somebody called who was not the help desk (rule 10)', async () => {
    const world = await waitingForProof();
    const before = world.campaigns.noted.size;
    const origin = anOrigin({ via: 'enrolment' });
    const report = { type: 'ReportFalseCall', call: null, caller: 'pseudonym:calling' } as const;
    await submit(world.submitting, anEnvelope(report, { recovery: null, actor: ACTORS.jane, origin, id: 'reports' }));
    await deliverAll(world);
    expect([...world.campaigns.noted].slice(before)).toContain(`false-call anybody ${PEOPLE.jane}`);
    expect([...world.campaigns.noted].join()).not.toContain('false-call anybody cognito:jane');
    expect([...world.campaigns.noted].slice(before)).toContain('suspected-caller pseudonym:calling cognito:jane');
  });

  it('counts nothing for what was refused', async () => {
    const world = relayWorld();
    await submit(world.submitting, anEnvelope(anOpenRecovery()));
    await deliverAll(world);
    expect(world.campaigns.noted.size).toBe(0);
  });

  it('shows whom the registry began with, and whoever was confirmed, by their identities and no others', async () => {
    const world = relayWorld();
    const shows = async (person: string) => {
      for (const commit of await commitsOf(world.ledger, person)) await relay(world.services, commit);
    };
    await register(world.submitting, { person: aPerson() });
    await shows(PEOPLE.jane);
    await shows(PEOPLE.admin);
    expect(await world.people.find('address:jane@example.com')).toMatchObject({ person: PEOPLE.jane, parts: [] });
    expect(await world.people.find(`subject:${subjectOf('sub-admin')}`)).toMatchObject({ parts: ['admin'] });
    await register(world.submitting, { person: aPerson({ addresses: [], parts: ['agent'] }) });
    await shows(PEOPLE.jane);
    expect(await world.people.find('address:jane@example.com')).toBeUndefined();
    expect(await world.people.find('ticket-user:jira:jane')).toMatchObject({ parts: ['agent'] });
  });

  it('finds every record in force by what looks like it, and by what it was before no more (rule 6)', async () => {
    const world = relayWorld();
    const shows = async (stream: string) => {
      for (const commit of await commitsOf(world.ledger, stream)) await relay(world.services, commit);
    };
    const twin = aProfile({ account: 'cognito:JANE', target: 'j4ne', owner: 'person:mallory' });
    const alike = () => world.lookAlikes.find(likenessKeys(twin));
    await register(world.submitting, { profile: aProfile() });
    await register(world.submitting, { person: aPerson() });
    expect(await alike()).toEqual([]);
    for (const stream of ['cognito:jane', PEOPLE.jane, PEOPLE.admin]) await shows(stream);
    expect(await alike()).toEqual([
      { record: 'cognito:jane', as: 'name', holders: [PEOPLE.jane] },
      { record: 'cognito:jane', as: 'target', holders: [PEOPLE.jane] },
    ]);
    const namesake = aPerson({ person: 'person:j-2', name: 'J\u0430ne Doe' });
    expect(await world.lookAlikes.find(likenessKeys(namesake))).toMatchObject([
      { record: PEOPLE.jane, as: 'display-name' },
      { record: PEOPLE.jane, as: 'mailbox' },
    ]);
    await register(world.submitting, { profile: aProfile({ target: 'jd' }) });
    await shows('cognito:jane');
    expect(await alike()).toMatchObject([{ record: 'cognito:jane', as: 'name' }]);
  });

  it('tells the bus what happened, with ids and facts only', async () => {
    const world = await waitingForProof();
    await deliverAll(world);
    expect(world.bus.published.map(({ type }) => type)).toEqual([
      'ProfileProposed',
      'ProfileConfirmed',
      'RecoveryOpened',
      'RecoveryAssessed',
    ]);
    expect(JSON.stringify(world.bus.published)).not.toMatch(/lost my password|person:|canary/);
  });

  it('tells nobody itself: of what is to be told it leaves the place, and no more than that', async () => {
    const world = await waitingForProof();
    await deliverAll(world);
    const commits = await commitsOf(world.ledger, REF.account);
    const told = commits
      .filter(({ commit }) => noticeOf(commit.events) !== undefined || mayTell(commit.events))
      .map(({ commit }) => commit.seq);
    expect(told.length).toBeGreaterThan(1);
    const left = [...world.notices.waiting].sort((a, b) => a.seq - b.seq);
    expect(left).toEqual(told.map((seq) => ({ stream: REF.account, seq, audience: 'everybody' })));
    expect(world.delivery.sent).toEqual([]);
  });

  it('does everything else before the notice, and throws where the queue is down, so that it comes again', async () => {
    const world = await waitingForProof();
    world.notices.isDown = true;
    const opening = present((await commitsOf(world.ledger, REF.account)).at(2));
    await expect(relay(world.services, opening)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect([...world.workflow.started]).toEqual(['rec-1']);
    expect(world.views.recoveries.has('rec-1')).toBe(true);
    world.notices.isDown = false;
    await relay(world.services, opening);
    expect(world.notices.waiting).toHaveLength(1);
  });

  it('completes after a crash at any call, with every effect as if there had been none', async () => {
    const story = async (crashing?: CrashingPorts) => {
      const world = await waitingForProof(crashing);
      await submit(world.submitting, prove);
      const { plan, proofs } = present((await load(world.ledger, REF.account)).recoveries['rec-1']);
      const digest = planDigest('rec-1', present(plan), proofs);
      await submit(
        world.submitting,
        anEnvelope({ type: 'CountersignPlan', digest }, { actor: ACTORS.identityApprover }),
      );
      for (const commit of await commitsOf(world.ledger, REF.account)) {
        await relay(world.services, commit).catch(async (error: unknown) => {
          if (!(error instanceof Crash)) throw error;
          await relay(world.services, commit);
        });
      }
      const { workflow, gates, views } = world;
      return {
        started: [...workflow.started],
        resumed: workflow.resumed.length,
        gates: gates.open.size,
        view: views.recoveries.get('rec-1'),
        counted: [...world.campaigns.noted].sort(),
        told: [...new Set(world.notices.waiting.map(({ seq }) => seq))].sort((a, b) => a - b),
      };
    };
    const counting = new CrashingPorts();
    const calm = await story(counting);
    for (let call = 1; call <= counting.calls.length; call += 1) {
      for (const applied of [false, true]) {
        expect({ call, applied, after: await story(new CrashingPorts({ call, applied })) }).toEqual({
          call,
          applied,
          after: calm,
        });
      }
    }
  });
});
