import { afterEach, describe, expect, it } from '@jest/globals';
import { cli } from '../../support/cli.ts';
import { aStory } from '../../support/cli-story.ts';
import { aProblem, type FakeService, fakeService, type Script } from '../../support/fake-service.ts';
import { at } from '../../support/fixtures.ts';

let service: FakeService | undefined;

async function serving(script: Script): Promise<FakeService> {
  service = await fakeService(script);
  return service;
}

afterEach(async () => {
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
});

const aView = (over: object = {}) => ({
  ...{ id: 'rec-1', account: 'secret:prod/payments/db', action: 'rotate-secret', status: 'granted', ended: false },
  ...{ tier: 'critical', kind: 'service-account', openedAt: at(-180), updatedAt: at(-60), seq: 9, expiresAt: at(1800) },
  ...over,
});

describe('recoveries list', () => {
  it('shows what is under way as a table', async () => {
    const items = [aView(), aView({ id: 'rec-22', account: 'cognito:jane', tier: 'standard', expiresAt: null })];
    const { url } = await serving({ 'GET /recoveries?which=open&limit=50': { body: { items } } });
    const { code, out } = await cli(['recoveries', 'list'], { url });
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
"RECOVERY  ACCOUNT                  ACTION         STATUS   TIER      OPENED                                   GRANT ENDS
rec-1     secret:prod/payments/db  rotate-secret  granted  critical  2026-11-20 09:57:00 UTC (3 minutes ago)  in 30 minutes
rec-22    cognito:jane             rotate-secret  granted  standard  2026-11-20 09:57:00 UTC (3 minutes ago)  -
"
`);
  });

  it.each(['0', '1001', '100000', '1.5', 'all'])(
    'refuses a limit of %s, and says which ones there are',
    async (limit) => {
      for (const what of ['recoveries', 'tickets']) {
        const { code, err } = await cli([what, 'list', '--limit', limit]);
        expect([code, err]).toEqual([2, expect.stringContaining('It must be a whole number from 1 to 1000.')]);
      }
    },
  );

  it('tells somebody without a role what they see, and how', async () => {
    const line = 'GET /recoveries?which=open&limit=50';
    const { url } = await serving({ [line]: aProblem(403, 'role-missing', { role: 'any' }) });
    const { code, err } = await cli(['recoveries', 'list'], { url });
    expect([code, err]).toEqual([1, expect.stringContaining('you see only recoveries that concern you, one by one')]);
  });

  it('says where the service refuses to go on', async () => {
    const { url } = await serving({
      'GET /recoveries?which=open&limit=50&after=zzz': aProblem(400, 'cursor-malformed'),
    });
    const { code, err } = await cli(['recoveries', 'list', '--after', 'zzz'], { url });
    expect([code, err]).toEqual([1, expect.stringContaining('`more: --after`')]);
  });

  it('says so where there is none', async () => {
    const { url } = await serving({ 'GET /recoveries?which=ended&limit=50': { body: { items: [] } } });
    expect((await cli(['recoveries', 'list', '--which', 'ended'], { url })).out).toBe('no ended recoveries\n');
  });

  it('goes through pages up to the limit, and says how to go on', async () => {
    const { url } = await serving({
      'GET /recoveries?which=open&limit=3': { body: { items: [aView(), aView()], next: 'n 1' } },
      'GET /recoveries?which=open&limit=1&after=n+1': { body: { items: [aView()], next: 'n2' } },
    });
    const { out } = await cli(['recoveries', 'list', '--limit', '3'], { url });
    expect(out.trimEnd().split('\n')).toHaveLength(5);
    expect(out).toContain('more: --after n2\n');
    const json = await cli(['recoveries', 'list', '--limit', '3', '--json'], { url });
    expect(JSON.parse(json.out)).toEqual({ items: [aView(), aView(), aView()], next: 'n2' });
  });

  it('does not follow a page that leads to itself', async () => {
    const { url } = await serving({
      'GET /recoveries?which=open&limit=50': { body: { items: [], next: 'n' } },
      'GET /recoveries?which=open&limit=50&after=n': { body: { items: [], next: 'n' } },
    });
    expect((await cli(['recoveries', 'list'], { url })).code).toBe(3);
  });
});

describe('recoveries show', () => {
  it('tells the plan, what was given and what has happened in words', async () => {
    const { answer } = await aStory({ countersigned: true });
    const { url } = await serving({ 'GET /recoveries/rec-1': { body: answer } });
    const { code, out } = await cli(['recoveries', 'show', 'rec-1'], { url, now: at(120) });
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
"Recovery rec-1: reset-password of \`cognito:jane\`
It is approved and waits for its execution, not before 2026-11-20 10:01:00 UTC (1 minute ago).

  asked for by  person:jane
  because       "lost my password"
  channel       console
  opened        2026-11-20 10:00:00 UTC (2 minutes ago)
  you say       bubbly armor
  claimed by    nobody yet: once it is granted, whoever confirmed a proof names the page: recoveries bind rec-1

Plan
  reset-password of \`cognito:jane\` (standard, human, production).
  It acts on \`jane\` through cognito, and ends 1 hour after it was executed.
  Proof, within 1 hour: in-person.
  Approval, within 2 hours: 1 approver of group identity.
  Then it is executed at once.
  Afterwards somebody reviews it within 1 day.
  What the account opens is not known: its directory does not say it.
  There is no risk signal (risk 0).
  The head of identity answers for rule everything.

Proofs
  in-person verified by person:vera-verifier, who saw passport and employee-badge, kept at badge-log/4711, bound to no page, 2026-11-20 10:01:00 UTC (1 minute ago)

Countersignatures
  person:ida-identity of identity, 2026-11-20 10:01:00 UTC (1 minute ago)

  digest 5c7f7e966bba497f896af8ef3d7f17ed3c12cb2824bbbcc23107e0ca0db5af17

What has happened
#  AT                       WHO                   WHAT
3  2026-11-20 10:00:00 UTC  person:jane           opened reset-password for person:jane: "lost my password"
4  2026-11-20 10:00:01 UTC  the workflow          made the plan: reset-password of \`jane\` through cognito, for 1 hour
5  2026-11-20 10:01:00 UTC  person:vera-verifier  recorded a proof: in-person verified, which completes the proof
6  2026-11-20 10:01:00 UTC  person:ida-identity   countersigned plan 5c7f7e966bba for identity, which completes the approval
"
`);
  });

  it.each([
    [
      'waits for the requester',
      {},
      'It is granted, until 2026-11-20 11:00:00 UTC (in 1 hour).',
      'the requester: claim rec-1',
    ],
    ['was stopped', { stopped: true }, 'It was stopped and is about to be revoked.', null],
    ['is reviewed', { status: 'reviewing', reviewer: 'person:r' }, 'It is reviewed and about to be closed.', null],
    [
      'owes a review',
      { status: 'reviewing' },
      'It is revoked and waits for its review, until',
      'a reviewer: review rec-1',
    ],
    [
      'waits for proof',
      { status: 'proofing', grant: null },
      'It waits for proof of identity',
      'a verifier: prove rec-1',
    ],
    [
      'waits for approval',
      { status: 'approving', grant: null },
      'It waits for countersignatures',
      'an approver: approve rec-1',
    ],
  ])('says how it stands and what is next where it %s', async (_, over, stands, next) => {
    const { answer, recovery } = await aStory();
    const grant = { id: 'g', startedAt: at(0), expiresAt: at(3600), reference: 'r', claimable: true, claim: null };
    const handover = { pages: [], signedIn: 'person:jane' };
    const body = { ...answer, handover, recovery: { ...recovery, status: 'granted', grant, ...over } };
    const { url } = await serving({ 'GET /recoveries/rec-1': { body } });
    const { out } = await cli(['recoveries', 'show', 'rec-1'], { url });
    expect(out).toContain(stands);
    const [, who, step] = /^Next, (.+): npx countersign recoveries (\w+ rec-1)/m.exec(out) ?? [];
    expect(who === undefined ? null : `${who}: ${step}`).toBe(next);
  });

  it('says where commits of a long life are left out, and who shows them', async () => {
    const { answer } = await aStory();
    const { url } = await serving({
      'GET /recoveries/rec-1': { body: { ...answer, cut: { after: 201, before: 900 } } },
    });
    const { out } = await cli(['recoveries', 'show', 'rec-1'], { url });
    expect(out).toContain(
      'Between #201 and #900 others are left out: npx countersign ledger show ACCOUNT --recovery rec-1',
    );
  });

  it('prints the answer byte for byte with --json', async () => {
    const text = '{ "recovery": {"id":"rec-1"},\n "account":"a", "timeline":[], "number": 1.50 }';
    const { url } = await serving({ 'GET /recoveries/rec-1': { body: text } });
    expect((await cli(['recoveries', 'show', 'rec-1', '--json'], { url })).out).toBe(`${text}\n`);
  });

  it('spells out escape sequences and changes of direction that others have written', async () => {
    const { answer } = await aStory({ reason: 'a\u001b[2Kb\u202ec\nd' });
    const { url } = await serving({ 'GET /recoveries/rec-1': { body: answer } });
    const { out } = await cli(['recoveries', 'show', 'rec-1'], { url });
    expect(out).toContain('a\\u{1b}[2Kb\\u{202e}c\\nd');
    expect(out).not.toMatch(/(?!\n)\p{C}/u);
  });

  it('asks for an id as one segment of the path', async () => {
    const { url, seen } = await serving({ 'GET /recoveries/..%2Fledger': aProblem(404, 'recovery-unknown') });
    expect((await cli(['recoveries', 'show', '../ledger'], { url })).code).toBe(1);
    expect(seen).toHaveLength(1);
  });

  it('fails where the answer is of something else', async () => {
    const { url } = await serving({ 'GET /recoveries/rec-1': { body: { hello: 'world' } } });
    const { code, err } = await cli(['recoveries', 'show', 'rec-1'], { url });
    expect(code).toBe(3);
    expect(err).toContain('unexpected-answer');
  });
});

describe('recoveries open', () => {
  it('sends what was asked for, and names the recovery', async () => {
    const body = { recovery: 'rec-1', account: 'secret:prod/db', action: 'rotate-secret', status: 'opened' };
    const { url, seen } = await serving({ 'POST /recoveries': { status: 202, body } });
    const options = ['--reason', 'leaked', '--requester', 'cora@example.com', '--channel', 'phone', '--desk', 'berlin'];
    const { code, out } = await cli(
      [
        'recoveries',
        'open',
        'secret:prod/db',
        'rotate-secret',
        ...options,
        '--ticket',
        'jira/OPS/7',
        '--seconds',
        '900',
        '--caller',
        '+44 20 7946 0123',
      ],
      { url },
    );
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
"Recovery rec-1 is open: rotate-secret of \`secret:prod/db\`.
Next: npx countersign recoveries show rec-1
"
`);
    expect(seen).toEqual([
      {
        line: 'POST /recoveries',
        key: 'key-1',
        body: {
          ...{ account: 'secret:prod/db', action: 'rotate-secret', reason: 'leaked', requester: 'cora@example.com' },
          ...{ channel: 'phone', desk: 'berlin', ticket: { source: 'jira', id: 'OPS/7' }, requestedSeconds: 900 },
          caller: '+44 20 7946 0123',
        },
      },
    ]);
  });

  it('knows the actions', async () => {
    const { code, err } = await cli(['recoveries', 'open', 'cognito:jane', 'fly', '--reason', 'x']);
    expect([code, err]).toEqual([2, expect.stringContaining('Allowed choices are reset-password')]);
  });

  it('sends nothing that was not said', async () => {
    const body = { recovery: 'rec-1', account: 'cognito:jane', action: 'unlock', status: 'opened' };
    const { url, seen } = await serving({ 'POST /recoveries': { status: 202, body } });
    await cli(['recoveries', 'open', 'cognito:jane', 'unlock', '--reason', 'locked out'], { url });
    expect(seen[0]?.body).toEqual({ account: 'cognito:jane', action: 'unlock', reason: 'locked out' });
  });

  it.each([
    [['--seconds', '1.5'], 'whole number'],
    [['--seconds', '0'], 'whole number'],
    [['--ticket', 'OPS-7'], 'source/id'],
    [['--idempotency-key', 'a b'], '1 to 64'],
  ])('refuses %p before anything is sent', async (options, why) => {
    const { code, err } = await cli(['recoveries', 'open', 'cognito:jane', 'unlock', '--reason', 'x', ...options]);
    expect(code).toBe(2);
    expect(err).toContain(why);
  });
});

describe('what people do to a recovery', () => {
  const answer = { recovery: 'rec-1', status: 'approving', seq: 7, repeated: false, warnings: [] };

  it.each([
    [
      'prove',
      ['--method', 'in-person', '--seen', 'passport', 'employee-badge', '--checked', 'document', 'portrait'],
      'proofs',
      {
        ...{ method: 'in-person', outcome: 'verified', seen: ['passport', 'employee-badge'] },
        checked: ['document', 'portrait'],
      },
    ],
    [
      'prove',
      ['--method', 'manager-attestation', '--page', 'Apt deck'],
      'proofs',
      { method: 'manager-attestation', outcome: 'verified', page: 'Apt deck' },
    ],
    [
      'prove',
      ['--method', 'live-video', '--outcome', 'failed', '--reference', 'v/1'],
      'proofs',
      { method: 'live-video', outcome: 'failed', reference: 'v/1' },
    ],
    ['reject', ['--reason', 'odd'], 'rejections', { reason: 'odd' }],
    ['revise', ['--seconds', '60', '--reason', 'less'], 'revisions', { requestedSeconds: 60, reason: 'less' }],
    ['stop', ['--reason', 'not me'], 'stops', { reason: 'not me', cause: 'suspected-impersonation' }],
    ['stop', ['--reason', 'a typo', '--cause', 'mistake'], 'stops', { reason: 'a typo', cause: 'mistake' }],
    ['answer', ['not-mine'], 'subject-answers', { answer: 'not-mine' }],
    ['review', ['--finding', 'appropriate', '--note', 'fine'], 'reviews', { finding: 'appropriate', note: 'fine' }],
  ])('%s %p', async (command, options, path, body) => {
    const line = `POST /recoveries/rec-1/${path}`;
    const { url, seen } = await serving({ [line]: { body: answer } });
    const { code, out } = await cli(['recoveries', command, 'rec-1', ...options], { url });
    expect(code).toBe(0);
    expect(seen.filter((one) => !one.line.startsWith('GET'))).toEqual([{ line, body, key: 'key-1' }]);
    expect(out).toBe('This is recorded as commit 7. Recovery rec-1 waits for countersignatures.\n');
  });

  it('says when it had been recorded before, and how a recovery has ended', async () => {
    const { url } = await serving({
      'POST /recoveries/rec-1/stops': { body: { ...answer, status: 'stopped', repeated: true } },
    });
    const { out } = await cli(['recoveries', 'stop', 'rec-1', '--reason', 'x'], { url });
    expect(out).toBe('This was recorded before. Recovery rec-1 has ended: stopped.\n');
  });

  it.each([
    ['stop', ['--reason', 'x'], 'stops', 'granted', 'was stopped and is about to be revoked'],
    [
      'review',
      ['--finding', 'appropriate', '--note', 'x'],
      'reviews',
      'reviewing',
      'is reviewed and about to be closed',
    ],
  ])('says of %s what it has brought about before the status does', async (command, options, path, status, words) => {
    const { url } = await serving({ [`POST /recoveries/rec-1/${path}`]: { body: { ...answer, status } } });
    const { out } = await cli(['recoveries', command, 'rec-1', ...options], { url });
    expect(out).toBe(`This is recorded as commit 7. Recovery rec-1 ${words}.\n`);
  });

  it.each([
    [['prove', 'rec-1'], "required option '--method <method>' not specified"],
    [['prove', 'rec-1', '--method', 'mothers-maiden-name'], 'Allowed choices are in-person'],
    [['review', 'rec-1', '--finding', 'fine', '--note', 'x'], 'Allowed choices are appropriate'],
    [['stop', 'rec-1'], "required option '--reason <text>' not specified"],
    [['approve', 'rec-1', '--digest', 'abc'], '64 hexadecimal digits'],
    [['show'], "missing required argument 'id'"],
  ])('refuses %p as wrong usage', async (argv, why) => {
    const { code, err } = await cli(['recoveries', ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(why);
  });
});
