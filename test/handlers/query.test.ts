import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import type { StoredCommit } from '../../lambdas/core/audit/verify.ts';
import { verifyStream } from '../../lambdas/core/audit/voids.ts';
import { pageWordsOf, staffWordsOf } from '../../lambdas/core/recovery/assess/pages.ts';
import { type SeenReceipt, tallyOf } from '../../lambdas/core/recovery/state/tally.ts';
import { NOBODY, type Readership } from '../../lambdas/core/recovery/views/readers.ts';
import { listedUnder } from '../../lambdas/core/registry/account.ts';
import { sha256 } from '../../lambdas/core/values/hash.ts';
import type { HttpEvent, HttpResult } from '../../lambdas/http/event.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import { MOST_OF_A_RECOVERY } from '../../lambdas/ports/ledger.ts';
import type { Page, RecoveryView, StreamStanding, Views } from '../../lambdas/ports/workspace.ts';
import { adoptionOf, adoptPolicy } from '../support/adopt.ts';
import { ApiWorld } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { present } from '../support/execution-world.ts';
import { ACTORS, anEnvelope, aPolicy, NOW, PEOPLE } from '../support/fixtures.ts';
import { anEvent, answerOf, bodyOf, caughtLog, registeredPerson, signedIn } from '../support/http.ts';
import { spokenWords, wordsOf } from '../support/keys.ts';
import { ModelLookAlikes } from '../support/models/look-alikes.ts';
import { ModelMembers } from '../support/models/members.ts';
import { ModelPopulationPlaces } from '../support/models/population-places.ts';
import { ModelStoppedStreams, ModelUnsentNotices } from '../support/models/put-aside.ts';
import { ModelReceipts } from '../support/models/receipts.ts';
import { proposes } from '../support/register.ts';
import { KEYRING, KEYS } from '../support/signing.ts';

const world = new ApiWorld();
const asked: unknown[] = [];
let lost: AdapterError | undefined;
const MORE: RecoveryView[] = [];
const page =
  <Item>(items: readonly Item[]) =>
  async (...question: readonly unknown[]): Promise<Page<Item>> => {
    asked.push(question);
    if (lost !== undefined) throw lost;
    return { items, next: 'next-1' };
  };
const view = {
  ...{ id: 'rec-1', account: 'cognito:jane', action: 'reset-password', status: 'proofing', ended: false },
  ...{ tier: 'standard', kind: 'human', openedAt: '2026-11-20T10:00:00.000Z', updatedAt: '2026-11-20T10:00:00.000Z' },
  ...{ seq: 3, expiresAt: null, readership: NOBODY, trace: null },
};
const listed = (after?: string): Page<RecoveryView> => {
  const from = MORE.findIndex(({ id }) => `after-${id}` === after) + 1;
  const items = MORE.slice(from, from + 2);
  const next = MORE.length > from + 2 ? { next: `after-${items.at(-1)?.id}` } : {};
  return { items, ...next };
};
const STANDING: StreamStanding[] = [];
const views: Pick<Views, 'list' | 'cursorAt' | 'heads' | 'heldTickets' | 'alerts' | 'standings'> = {
  alerts: page([
    {
      ...{ severity: 'critical', account: 'cognito:jane', recovery: null, seq: 4, at: '2026-11-20T10:00:00.000Z' },
      ...{ what: ['AccountFrozen'], tier: null, kind: 'human' },
    },
  ]),
  standings: async (given) => ({ ...(await page(STANDING)(given)), items: STANDING }),
  list: async (which, given) => {
    await page([])(which, given);
    return listed(given.after);
  },
  cursorAt: (_, { id }) => `after-${id}`,
  heads: page([{ account: 'cognito:jane', seq: 4, hash: 'a'.repeat(64) }]),
  heldTickets: page([{ source: 'jira', id: 'HELP-1', cause: 'account-missing', at: '2026-11-20T10:00:00.000Z' }]),
};
composed('ledger', {
  readingServices: { ledger: world.ledger, surroundings: world.services.surroundings, keyring: KEYRING, views },
});
const members = new ModelMembers();
const places = new ModelPopulationPlaces();
const receipts = new ModelReceipts();
const aside = { stoppedStreams: new ModelStoppedStreams(), unsentNotices: new ModelUnsentNotices() };

composed('people', {
  ...{ callerServices: world.callers, people: world.people },
  putAsideServices: { ...aside, receipts },
  populationPlaces: places,
  findingServices: { ledger: world.ledger, lookAlikes: new ModelLookAlikes(), members },
});
composed('clients/secrets', { spokenWords });
const { handler } = await import('../../lambdas/handlers/query.ts');

beforeEach(async () => {
  await world.reset();
  await world.open();
  asked.length = 0;
  MORE.splice(0, MORE.length, view);
  lost = undefined;
  caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const get = (route: string, who: ReturnType<typeof signedIn>, over: Partial<HttpEvent> = {}): Promise<HttpResult> =>
  handler(anEvent(`GET ${route}`, { ...who, ...over }));

const PAGE = { by: 'visitor', session: 'a'.repeat(64) } as const;
const hearing = { type: 'HearWords', heard: staffWordsOf(wordsOf, { id: 'rec-1' }).join(' ') } as const;

const jane = signedIn('sub-jane');
const agent = signedIn('sub-agent', ['agent']);
const auditor = signedIn('sub-reviewer', ['auditor']);
const approver = signedIn('sub-identityApprover', ['approver:identity']);
const nobody = signedIn('sub-manager');
const verifier = signedIn('sub-verifier', ['verifier']);
const admin = signedIn('sub-admin', ['admin']);

describe('who may read', () => {
  const ROUTES = [
    ['/recoveries', [agent, auditor, approver], [jane, nobody]],
    ['/tickets', [agent, signedIn('sub-admin', ['admin'])], [jane, nobody, auditor, approver]],
    ['/policies/{digest}', [], [jane, nobody, agent, approver]],
    ['/keys', [auditor, signedIn('sub-admin', ['admin'])], [jane, nobody, agent, approver]],
    ['/ledger', [auditor, signedIn('sub-admin', ['admin'])], [jane, nobody, agent, approver]],
    ['/ledger/{account+}', [auditor, signedIn('sub-admin', ['admin'])], [jane, nobody, agent, approver]],
  ] as const;

  it.each(ROUTES)('%s', async (route, readers, others) => {
    const over = { pathParameters: { account: 'cognito:jane' } };
    for (const who of readers) answerOf(`GET ${route}`, await get(route, who, over));
    for (const who of others) {
      const result = await get(route, who, over);
      expect([result.statusCode, bodyOf(result)['code']]).toEqual([403, 'role-missing']);
    }
  });

  it.each(ROUTES.map(([route]) => route))('%s: nobody without a token, and no stranger', async (route) => {
    expect(bodyOf(await handler(anEvent(`GET ${route}`)))).toMatchObject({ code: 'token-missing' });
    expect(bodyOf(await get(route, signedIn('sub-new', ['admin'])))).toMatchObject({ code: 'person-unknown' });
  });

  it('one recovery: on duty, auditors and whom it concerns; for all others, staff included, there is none', async () => {
    const over = { pathParameters: { id: 'rec-1' } };
    for (const who of [auditor, verifier, approver, jane])
      answerOf('GET /recoveries/{id}', await get('/recoveries/{id}', who, over));
    for (const who of [nobody, agent, admin, signedIn('sub-securityApprover', ['approver:security'])]) {
      const hidden = await get('/recoveries/{id}', who, over);
      const none = await get('/recoveries/{id}', who, { pathParameters: { id: 'rec-2' } });
      expect(hidden).toEqual(none);
      expect(bodyOf(hidden)).toMatchObject({ status: 404, code: 'recovery-unknown' });
    }
  });

  it('one recovery: also the moment after it was opened, when no index names it yet', async () => {
    jest.spyOn(world.ledger, 'locate').mockResolvedValueOnce(undefined);
    const shown = await get('/recoveries/{id}', jane, { pathParameters: { id: 'rec-1' } });
    expect(answerOf('GET /recoveries/{id}', shown)).toMatchObject({ account: 'cognito:jane' });
  });

  it('one recovery: with every commit, also those that the index does not show yet', async () => {
    const whole = bodyOf(await get('/recoveries/{id}', auditor, { pathParameters: { id: 'rec-1' } }));
    const { commits, cut } = await world.ledger.readRecovery('cognito:jane', 'rec-1');
    expect(commits.length).toBeGreaterThan(1);
    jest.spyOn(world.ledger, 'readRecovery').mockResolvedValueOnce({ commits: commits.slice(0, 1), cut });
    expect(bodyOf(await get('/recoveries/{id}', auditor, { pathParameters: { id: 'rec-1' } }))).toEqual(whole);
  });

  it('one recovery: and says where commits are missing because more came than are read while the index is late', async () => {
    const { commits } = await world.ledger.readRecovery('cognito:jane', 'rec-1');
    const [first] = commits;
    const stop = anEnvelope({ type: 'StopRecovery', reason: 'late', cause: 'withdrawn' });
    for (let one = 0; one < 25; one += 1) await submit(world.services, { ...stop, id: `stop-${one}` });
    const { seq } = present(await world.ledger.head('cognito:jane')).commit;
    jest.spyOn(world.ledger, 'readRecovery').mockResolvedValueOnce({ commits: [present(first)], cut: null });
    const answer = bodyOf(await get('/recoveries/{id}', auditor, { pathParameters: { id: 'rec-1' } }));
    expect(answer['cut']).toEqual({ after: first?.seq, before: seq - 19 });
    expect((answer['timeline'] as { seq: number }[]).at(-1)?.seq).toBe(seq);
  });

  it('one recovery: those whom its plan names, without any group; nobody else who is registered', async () => {
    const [rule] = aPolicy().rules;
    const approvals = { leaf: { relation: 'manager' } } as const;
    const policy = aPolicy({ rules: [{ ...present(rule), require: { ...present(rule).require, approvals } }] });
    await world.reset(world.profile, policy);
    await world.open();
    const over = { pathParameters: { id: 'rec-1' } };
    const told = async () =>
      answerOf('GET /recoveries/{id}', await get('/recoveries/{id}', nobody, over))['words'] !== null;
    // Who may be asked whether they know the requester talks to them, and has words to say; who decides has none.
    expect(await told()).toBe(true);
    await world.prove();
    expect(await told()).toBe(false);
    const stranger = await get('/recoveries/{id}', signedIn('sub-custodian'), over);
    expect(bodyOf(stranger)).toMatchObject({ status: 404, code: 'recovery-unknown' });
  });

  it('and leaves no trace in the ledger', async () => {
    const before = world.heights();
    await get('/ledger', jane);
    await get('/recoveries', agent);
    expect(world.heights()).toEqual(before);
  });
});

describe('a recovery', () => {
  it('rule 12: whether a page shows the words that a caller says is told to staff, and never to the requester', async () => {
    const { state } = await submit(world.services, anEnvelope(hearing, { id: 'heard', actor: PAGE }));
    const recovery = present(state.recoveries['rec-1']);
    const asking = async (who: typeof verifier, heard: string) => {
      const query = { pathParameters: { id: 'rec-1' }, queryStringParameters: { heard } };
      return answerOf('GET /recoveries/{id}', await get('/recoveries/{id}', who, query))['heard'];
    };
    const said = pageWordsOf(wordsOf, recovery, PAGE.session).join(' ');
    expect(await asking(verifier, said)).toBe(true);
    expect(await asking(verifier, 'able acorn')).toBe(false);
    expect(await asking(jane, said)).toBeNull();
  });

  it('rule 12: a manager who has vouched still has words to say, because they can name the page until it is over', async () => {
    const vouches = { type: 'RecordProof', method: 'manager-attestation', outcome: 'verified' } as const;
    const proof = { ...vouches, reference: 'log/1', seen: [] };
    const { refusal } = await submit(world.services, anEnvelope(proof, { id: 'vouched', actor: ACTORS.manager }));
    expect(refusal).toBeNull();
    await world.prove();
    expect((await world.recovery()).status).toBe('approving');
    const over = { pathParameters: { id: 'rec-1' } };
    const words = async (who: typeof nobody) => bodyOf(await get('/recoveries/{id}', who, over))['words'];
    expect([await words(nobody), await words(jane)]).toEqual([expect.any(Array), null]);
  });

  const show = async (id = 'rec-1') =>
    answerOf('GET /recoveries/{id}', await get('/recoveries/{id}', auditor, { pathParameters: { id } }));

  it('is shown as the ledger has it, with the digest to countersign and what led there', async () => {
    const digest = await world.prove();
    expect(await show()).toMatchObject({
      recovery: { id: 'rec-1', status: 'approving', requester: PEOPLE.jane, proofs: [{ method: 'in-person' }] },
      account: 'cognito:jane',
      digest,
      end: null,
      timeline: [
        { command: { type: 'OpenRecovery' }, events: [{ type: 'RecoveryOpened' }] },
        { command: { type: 'AssessRecovery' }, events: [{ type: 'RecoveryAssessed' }] },
        { command: { type: 'RecordProof' }, actor: { person: PEOPLE.verifier } },
      ],
    });
  });

  it('is shown after its end, from its own commits', async () => {
    await submit(world.services, anEnvelope({ type: 'StopRecovery', reason: 'this was not me', cause: 'withdrawn' }));
    await submit(world.services, anEnvelope({ type: 'StopRecovery', reason: 'late', cause: 'withdrawn' }));
    const { recovery, end, timeline } = await show();
    expect([recovery, end]).toMatchObject([{ status: 'proofing', action: 'reset-password' }, 'stopped']);
    expect(timeline).toMatchObject([
      {},
      {},
      { events: [{ type: 'RecoveryStopped' }] },
      { events: [{ type: 'CommandRefused' }] },
    ]);
  });

  it('is shown with its end and what is newest, however much is refused before and after', async () => {
    const floods = async () => {
      for (let n = 0; n < 2 * MOST_OF_A_RECOVERY; n += 1)
        await submit(world.services, anEnvelope({ type: 'CountersignPlan', digest: '' }, { actor: ACTORS.agent }));
    };
    await floods();
    await world.prove();
    await submit(world.services, anEnvelope({ type: 'StopRecovery', reason: 'this was not me', cause: 'withdrawn' }));
    const stopped = await show();
    expect(stopped).toMatchObject({ end: 'stopped', cut: { after: expect.any(Number), before: expect.any(Number) } });
    expect((stopped['timeline'] as { events: unknown[] }[]).flatMap(({ events }) => events)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'RecoveryOpened' }),
        expect.objectContaining({ type: 'ProofRecorded' }),
        expect.objectContaining({ type: 'RecoveryStopped' }),
      ]),
    );
    await floods();
    expect(await show()).toMatchObject({ end: 'stopped', digest: null });
  }, 240_000);

  it('is not shown where it never began', async () => {
    await submit(
      world.services,
      anEnvelope({ type: 'StopRecovery', reason: 'x', cause: 'withdrawn' }, { recovery: 'rec-9' }),
    );
    expect(bodyOf(await get('/recoveries/{id}', auditor, { pathParameters: { id: 'rec-9' } }))).toMatchObject({
      code: 'recovery-unknown',
    });
  });

  it('is not shown from commits that were altered', async () => {
    const row = world.rows.get('cognito:jane')?.at(-2);
    Object.assign(row ?? {}, { bytes: row?.bytes.replace('lost my password', 'lost my passw0rd') });
    const result = await get('/recoveries/{id}', auditor, { pathParameters: { id: 'rec-1' } });
    expect(bodyOf(result)).toMatchObject({ status: 500, code: 'stream-stopped' });
  });
});

describe('lists', () => {
  it.each([
    ['/tickets', { limit: '100' }, [{ limit: 100 }]],
    ['/ledger', { after: 'abc' }, [{ limit: 50, after: 'abc' }]],
  ])('%s %j', async (route, queryStringParameters, question) => {
    const answer = answerOf(`GET ${route}`, await get(route, admin, { queryStringParameters }));
    expect(asked).toEqual([question]);
    expect(answer).toMatchObject({ items: [{}], next: 'next-1' });
  });

  it.each([
    [{ which: 'all' }, 'fields-invalid'],
    [{ limit: '101' }, 'fields-invalid'],
    [{ limit: '10,20' }, 'fields-invalid'],
    [{ from: '1' }, 'fields-unknown'],
  ])('refuse the query %j', async (queryStringParameters, code) => {
    expect(bodyOf(await get('/recoveries', agent, { queryStringParameters }))).toMatchObject({ status: 422, code });
  });
});

describe('A6: a list of recoveries shows nothing that its reader may not open', () => {
  const list = async (who: ReturnType<typeof signedIn>, queryStringParameters: Record<string, string> = {}) =>
    answerOf('GET /recoveries', await get('/recoveries', who, { queryStringParameters }));
  const another = (id: string, over: Partial<Readership> = {}, more: Partial<RecoveryView> = {}): RecoveryView => ({
    ...{ ...view, id, readership: { ...NOBODY, ...over } },
    ...more,
  });
  const idsOf = (answer: Record<string, unknown>) => (answer['items'] as { id: string }[]).map(({ id }) => id);

  it('not by the view alone: the ledger decides, whichever of both is behind', async () => {
    MORE.splice(0, 1, another('rec-1', { groups: ['identity', 'security'], waitsFor: 'verifier' }));
    expect(idsOf(await list(verifier))).toEqual(['rec-1']);
    expect(idsOf(await list(signedIn('sub-securityApprover', ['approver:security'])))).toEqual([]);
    await world.prove();
    expect(idsOf(await list(approver))).toEqual(['rec-1']);
    expect(idsOf(await list(signedIn('sub-secondVerifier', ['verifier'])))).toEqual([]);
  });

  it('nor of ended ones, whose manager is somebody else now', async () => {
    const related = { relations: ['manager'], related: [PEOPLE.verifier] } as const;
    MORE.splice(0, 1, another('rec-8', related), another('rec-9', { players: [PEOPLE.verifier] }));
    expect(idsOf(await list(verifier, { which: 'ended' }))).toEqual(['rec-9']);
  });

  it('nor by its pages: they are filled with what may be read, and a cursor names what was shown', async () => {
    const mine = { players: [PEOPLE.verifier] };
    MORE.splice(0, 1, ...[another('a'), another('b', mine), another('c'), another('d'), another('e', mine)]);
    MORE.push(another('f'), another('g', mine), another('h'));
    const first = await list(verifier, { limit: '2' });
    expect([idsOf(first), first['next']]).toEqual([['b', 'e'], 'after-e']);
    const second = await list(verifier, { limit: '2', after: 'after-e' });
    expect([idsOf(second), 'next' in second]).toEqual([['g'], false]);
    expect(JSON.stringify([first, second])).not.toContain('readership');
  });

  it('and everything to auditors and people on duty, and nothing to administrators', async () => {
    MORE.push(another('rec-2'));
    expect(idsOf(await list(auditor))).toEqual(['rec-1', 'rec-2']);
    expect(idsOf(await list(admin))).toEqual([]);
  });
});

describe('a search', () => {
  const search = (queryStringParameters: Record<string, string>, who = auditor) =>
    get('/search', who, { queryStringParameters });
  const found = async (query: Record<string, string>) =>
    answerOf('GET /search', await search(query)) as unknown as {
      items: { id: string }[];
      next?: string;
      lookedBackTo: string | null;
    };
  const trace: RecoveryView['trace'] = {
    ...{ requester: PEOPLE.jane, people: [PEOPLE.jane], approvals: [], desk: null, channel: 'phone', ticket: null },
    ...{ rules: [], policy: null, caller: null, network: null },
  };
  const another = (id: string, day: number, over: Partial<RecoveryView> = {}): RecoveryView => ({
    ...view,
    ...{ id, openedAt: `2026-11-${day}T10:00:00.000Z`, trace },
    ...over,
  });
  beforeEach(() => {
    MORE.splice(0, MORE.length, ...[24, 23, 22, 21, 20].map((day) => another(`rec-${day}`, day)));
  });

  it('A6: is for those who may read every recovery, and for nobody else', async () => {
    for (const who of [auditor, signedIn('sub-reviewer', ['on-duty'])]) answerOf('GET /search', await search({}, who));
    for (const who of [agent, approver, verifier, admin, jane, nobody])
      expect(bodyOf(await search({}, who))).toMatchObject({ status: 403, code: 'role-missing' });
  });

  it('finds by every part that is given, and shows what it was found by and not who may read it', async () => {
    MORE.splice(0, 2, another('rec-a', 24, { account: 'cognito:alice' }), another('rec-b', 23, { trace: null }));
    const { items, lookedBackTo } = await found({ words: 'alice', person: 'jane' });
    expect([items.map(({ id }) => id), lookedBackTo]).toEqual([['rec-a'], null]);
    expect(items[0]).toMatchObject({ trace: { requester: PEOPLE.jane } });
    expect(JSON.stringify(items)).not.toContain('readership');
  });

  it('takes a registered address for the person', async () => {
    world.known.set('address:jane.doe@example.com', registeredPerson(PEOPLE.jane));
    const ofOthers = { ...trace, people: [PEOPLE.manager] };
    MORE.splice(1, 4, another('rec-other', 20, { trace: ofOthers }));
    for (const query of [{ person: 'Jane.Doe+x@example.com' }, { words: 'jane.doe@example.com' }])
      expect((await found(query)).items.map(({ id }) => id)).toEqual(['rec-24']);
    expect((await found({ approver: 'jane.doe@example.com' })).items).toEqual([]);
  });

  it('goes back to the earliest opening that was asked for, and begins with the latest', async () => {
    const { items } = await found({ from: '2026-11-22T00:00:00.000Z' });
    expect(items.map(({ id }) => id)).toEqual(['rec-24', 'rec-23', 'rec-22']);
    asked.length = 0;
    await found({ to: '2026-11-22T23:59:59.999Z' });
    expect(asked[0]).toEqual(['ended', { limit: 100, after: 'after-~' }]);
  });

  it('goes on behind the last one that was shown', async () => {
    const first = await found({ limit: '2' });
    expect([first.items.map(({ id }) => id), first.next]).toEqual([['rec-24', 'rec-23'], 'after-rec-23']);
    const second = await found({ limit: '2', after: 'after-rec-23' });
    expect(second.items.map(({ id }) => id)).toEqual(['rec-22', 'rec-21']);
  });

  it('is bounded: it says how far it has looked, and a cursor goes on from there', async () => {
    MORE.splice(0, MORE.length, ...Array.from({ length: 60 }, (_, index) => another(`rec-${index}`, 20)));
    const answer = await found({ words: 'nowhere' });
    expect(asked).toHaveLength(20);
    expect(answer).toEqual({ items: [], next: 'after-rec-39', lookedBackTo: '2026-11-20T10:00:00.000Z' });
  });

  it.each([{ words: '' }, { words: 'x'.repeat(129) }, { words: 'a\u202eb' }, { from: 'yesterday' }, { which: 'all' }])(
    'refuses %j',
    async (query) => expect(bodyOf(await search(query))).toMatchObject({ status: 422, code: 'fields-invalid' }),
  );
});

describe('what waits', () => {
  const MANAGED = { leaf: { relation: 'manager' } } as const;
  /** Jane's recovery is proved, and its plan asks her manager. */
  async function approving(): Promise<void> {
    const [rule] = aPolicy().rules;
    const policy = aPolicy({
      rules: [{ ...present(rule), require: { ...present(rule).require, approvals: MANAGED } }],
    });
    await world.reset(world.profile, policy);
    await world.open();
    await world.prove();
    await members.show('cognito:jane', listedUnder(world.profile), 1);
  }
  const waiting = async (who: ReturnType<typeof signedIn>) =>
    (answerOf('GET /waiting', await get('/waiting', who))['items'] as { id: string; awaits: string }[]).map(
      ({ id, awaits }) => [id, awaits],
    );

  it('reaches a manager without any group, at once and whatever the views know', async () => {
    await approving();
    MORE.splice(0);
    expect(await waiting(nobody)).toEqual([['rec-1', 'countersign']]);
    expect(await waiting(jane)).toEqual([['rec-1', 'own']]);
    expect(await waiting(signedIn('sub-custodian'))).toEqual([]);
  });

  it('reaches members of a group by the views, as far as the account’s own stream agrees', async () => {
    const over = { readership: { ...NOBODY, groups: ['identity', 'security'] } };
    MORE.splice(0, MORE.length, { ...view, ...over });
    expect(await waiting(approver)).toEqual([]);
    await world.prove();
    expect(await waiting(approver)).toEqual([['rec-1', 'countersign']]);
    expect(await waiting(verifier)).toEqual([]);
  });

  it('shows the last months of the account to those who may read the recovery, and nobody else', async () => {
    await approving();
    const over = { pathParameters: { id: 'rec-1' } };
    const answer = answerOf('GET /recoveries/{id}/history', await get('/recoveries/{id}/history', nobody, over));
    expect(answer).toMatchObject({
      account: 'cognito:jane',
      touches: expect.arrayContaining([expect.objectContaining({ what: 'opened', own: true })]),
    });
    for (const who of [agent, admin, signedIn('sub-custodian')])
      expect(bodyOf(await get('/recoveries/{id}/history', who, over))).toMatchObject({ code: 'recovery-unknown' });
  });

  it('shows frozen accounts and proposals each to their own people, and alerts to those who read everything', async () => {
    const none = { freeze: null, proposals: [] };
    const freeze = { at: '2026-11-20T10:00:00.000Z', cause: 'adverse-proofs' };
    const proposed = { of: 'person', digest: 'd', by: PEOPLE.admin, at: freeze.at } as const;
    STANDING.splice(0, STANDING.length, { stream: 'cognito:jane', seq: 3, ...none, freeze });
    STANDING.push({ stream: PEOPLE.jane, seq: 1, ...none, proposals: [proposed] });
    const streams = async (route: string, who: ReturnType<typeof signedIn>) =>
      (answerOf(`GET ${route}`, await get(route, who))['items'] as { stream: string }[]).map(({ stream }) => stream);
    for (const who of [auditor, admin]) {
      expect(await streams('/freezes', who)).toEqual(['cognito:jane']);
      expect(await streams('/registry/proposals', who)).toEqual([PEOPLE.jane]);
    }
    const duty = signedIn('sub-reviewer', ['on-duty']);
    expect(await streams('/freezes', duty)).toEqual(['cognito:jane']);
    answerOf('GET /alerts', await get('/alerts', duty));
    for (const [route, who] of [
      ...[jane, nobody, agent, approver, verifier].flatMap((one) =>
        ['/freezes', '/registry/proposals', '/alerts'].map((route) => [route, one] as const),
      ),
      ...([
        ['/registry/proposals', duty],
        ['/alerts', admin],
      ] as const),
    ])
      expect(bodyOf(await get(route, who))).toMatchObject({
        status: 403,
        code: expect.stringMatching(/^(role|group)-missing$/),
      });
  });

  it('shows a proposal with what is in force and what would be', async () => {
    const profile = { ...world.profile, environment: 'staging' };
    await submit(world.services, anEnvelope({ type: 'ProposeProfile', profile }, { id: 'p', actor: ACTORS.admin }));
    const over = (stream: string) => ({ pathParameters: { stream } });
    const shown = await get('/registry/proposals/{stream+}', admin, over('cognito:jane'));
    expect(answerOf('GET /registry/proposals/{stream+}', shown)).toMatchObject({
      proposals: [{ of: 'profile', by: PEOPLE.admin, current: world.profile, proposed: { environment: 'staging' } }],
    });
    expect(bodyOf(await get('/registry/proposals/{stream+}', agent, over('cognito:jane')))).toMatchObject({
      code: 'role-missing',
    });
    for (const stream of ['cognito:nobody', '', 'constructor'])
      expect(bodyOf(await get('/registry/proposals/{stream+}', admin, over(stream)))).toMatchObject({
        code: 'stream-unknown',
      });
  });
});

describe('what was put aside', () => {
  it('is shown to people on duty and auditors, without any address, and to nobody else', async () => {
    await aside.stoppedStreams.noteStopped({ stream: 'cognito:jane', seq: 5, why: 'hash-mismatch', at: NOW });
    const unsent = { stream: 'cognito:jane', seq: 2, audience: 'contact:work', why: 'throttled', at: NOW, again: true };
    await aside.unsentNotices.noteUnsent({ ...unsent, audience: 'contact:work' });
    for (const who of [auditor, signedIn('sub-reviewer', ['on-duty'])])
      expect(answerOf('GET /put-aside', await get('/put-aside', who))).toEqual({
        stopped: [{ stream: 'cognito:jane', seq: 5, why: 'hash-mismatch', at: NOW }],
        unsent: [unsent],
        more: false,
      });
    for (const who of [agent, admin, approver, verifier, jane, nobody])
      expect(bodyOf(await get('/put-aside', who))).toMatchObject({ status: 403, code: 'role-missing' });
  });
});

describe('what the logs of directories showed', () => {
  const month = NOW.slice(0, 7);
  const query = (queryStringParameters: Readonly<Record<string, string>>) => ({ queryStringParameters });
  const aReceipt = (seq: number): SeenReceipt => ({
    ...{ account: 'cognito:jane', seq, recordedAt: NOW, tier: 'privileged', recovery: null, during: null },
    change: {
      ...{ connector: 'cognito', directoryId: 'sub-jane', kind: 'password-set', at: NOW, entry: `e-${seq}` },
      by: { as: 'unknown', name: null },
    },
    cause: 'no-grant',
  });

  it('is listed page after page for auditors and people on duty, with the tally of the month, and for nobody else', async () => {
    for (const seq of [1, 2, 3]) await receipts.note(aReceipt(seq));
    const duty = signedIn('sub-reviewer', ['on-duty']);
    for (const who of [auditor, duty]) {
      const answer = answerOf('GET /receipts', await get('/receipts', who, query({ limit: '2' })));
      expect(answer).toMatchObject({ month, items: [{ seq: 3, cause: 'no-grant' }, { seq: 2 }], tally: null });
      const rest = await get('/receipts', who, query({ limit: '2', month, after: String(answer['next']) }));
      expect(answerOf('GET /receipts', rest)['items']).toMatchObject([{ seq: 1 }]);
    }
    const tally = { ...tallyOf('2026-10', []), seq: 1, at: NOW };
    await receipts.noteTally(tally);
    const empty = answerOf('GET /receipts', await get('/receipts', auditor, query({ month: '2026-10' })));
    expect(empty).toEqual({ month: '2026-10', items: [], tally });
    for (const who of [agent, admin, approver, verifier, jane, nobody])
      expect(bodyOf(await get('/receipts', who))).toMatchObject({ status: 403, code: 'role-missing' });
  });

  it('refuses a month that is none, and a cursor that it did not give', async () => {
    for (const bad of ['2026-13', '2026', 'november', '2026-11-01'])
      expect(bodyOf(await get('/receipts', auditor, query({ month: bad })))).toMatchObject({ status: 422 });
    expect(bodyOf(await get('/receipts', auditor, query({ after: 'elsewhere' })))).toMatchObject({
      code: 'cursor-malformed',
    });
  });
});

describe('the parts of the caller', () => {
  it('are those that count now', async () => {
    const answer = answerOf('GET /me/parts', await get('/me/parts', approver));
    expect(answer).toMatchObject({ person: PEOPLE.identityApprover, roles: [], groups: ['identity'], desks: [] });
    answerOf('GET /me/parts', await get('/me/parts', nobody));
  });
});

describe('the text of a policy', () => {
  const policyOf = (digest: string, who = auditor) => get('/policies/{digest}', who, { pathParameters: { digest } });

  it('is found by the digest that the plans name, long after another is in force', async () => {
    const first = await world.services.policy.current();
    await world.reset(world.profile, aPolicy({ name: 'next' }));
    const next = await world.services.policy.current();
    await adoptPolicy({ ...world.services, policy: { current: async () => first } });
    const answer = answerOf('GET /policies/{digest}', await policyOf(next.digest));
    expect(answer).toMatchObject({ name: 'next', digest: next.digest, inForce: false });
    expect(sha256(String(answer['text']))).toBe(next.digest);
    expect(answerOf('GET /policies/{digest}', await policyOf(first.digest))).toMatchObject({ inForce: true });
  });

  it('is read by auditors, administrators and people on duty, and by nobody else', async () => {
    const { digest } = await world.services.policy.current();
    for (const who of [auditor, admin, signedIn('sub-reviewer', ['on-duty'])])
      answerOf('GET /policies/{digest}', await policyOf(digest, who));
    for (const who of [agent, approver, verifier, jane, nobody])
      expect(bodyOf(await policyOf(digest, who))).toMatchObject({ status: 403, code: 'role-missing' });
  });

  it('is none that was only proposed, and is found behind a row that cannot be read', async () => {
    const first = await world.services.policy.current();
    const next = aPolicy({ name: 'next' });
    await proposes(world.services, { policy: adoptionOf(next) });
    expect(bodyOf(await policyOf(next.digest))).toMatchObject({ status: 404, code: 'policy-unknown' });
    await adoptPolicy({ ...world.services, policy: { current: async () => next } });
    answerOf('GET /policies/{digest}', await policyOf(next.digest));
    const read = world.ledger.read.bind(world.ledger);
    jest.spyOn(world.ledger, 'read').mockImplementation(async (stream, page) => {
      const rows = await read(stream, page);
      return rows.map((row) => (row.seq === 3 ? { ...row, bytes: `${first.digest}{` } : row));
    });
    answerOf('GET /policies/{digest}', await policyOf(first.digest));
  });

  it.each(['a'.repeat(64), '', 'constructor'])('is none: %j', async (digest) => {
    expect(bodyOf(await policyOf(digest))).toMatchObject({ status: 404, code: 'policy-unknown' });
  });
});

describe('a list after what is no `next` of it', () => {
  it.each(['/recoveries', '/tickets', '/ledger'])('is refused: %s', async (route) => {
    lost = new AdapterError('cursor-malformed', { retryable: false });
    const result = await get(route, admin, { queryStringParameters: { after: 'zzz' } });
    expect(bodyOf(result)).toMatchObject({ status: 400, code: 'cursor-malformed' });
  });
});

describe('a stream of the ledger', () => {
  const read = async (queryStringParameters: Record<string, string>, account = 'cognito:jane') =>
    get('/ledger/{account+}', auditor, { queryStringParameters, pathParameters: { account } });

  it('is read page by page, exactly as stored, so that anybody can verify it', async () => {
    const stored: StoredCommit[] = [];
    for (let from: number | undefined = 1; from !== undefined; ) {
      const answer = answerOf('GET /ledger/{account+}', await read({ from: String(from), limit: '2' }));
      stored.push(...(answer['commits'] as StoredCommit[]));
      from = answer['next'] as number | undefined;
    }
    expect(stored).toHaveLength(world.commits('cognito:jane').length);
    expect(verifyStream('cognito:jane', stored, { keys: KEYS }).finding).toBeNull();
  });

  it('comes in as many pages as a Lambda can answer with', async () => {
    for (const row of world.rows.get('cognito:jane') ?? []) Object.assign(row, { state: 'x'.repeat(1_500_000) });
    const answer = bodyOf(await read({}));
    expect([(answer['commits'] as unknown[]).length, answer['next']]).toEqual([2, 3]);
  });

  it.each(['cognito:nobody', '', 'constructor'])('is none: %j', async (account) => {
    expect(bodyOf(await read({}, account))).toMatchObject({ status: 404, code: 'stream-unknown' });
  });

  it('ends', async () => {
    expect(bodyOf(await read({ from: '100' }))).toEqual({ account: 'cognito:jane', commits: [] });
  });
});

describe('what a directory of record says', () => {
  it('is nothing before it was looked at, and its records are for administrators alone', async () => {
    for (const who of [admin, auditor])
      expect(answerOf('GET /registry/findings', await get('/registry/findings', who))).toEqual({ sources: [] });
    const route = '/registry/findings/{source}/records';
    const over = { pathParameters: { source: 'openldap' } };
    expect(answerOf(`GET ${route}`, await get(route, admin, over))).toEqual({ records: [], total: 0 });
    expect(bodyOf(await get(route, auditor, over))).toMatchObject({ status: 403, code: 'role-missing' });
    expect(bodyOf(await get('/registry/findings', agent))).toMatchObject({ status: 403, code: 'role-missing' });
  });
});
