import { afterEach, describe, expect, it } from '@jest/globals';
import { type Asked, askedIn } from '../../../../console/staff/model/asked.ts';
import { hashOf, placeIn, type Signing, wayBack } from '../../../../console/staff/model/place.ts';
import { LOOPBACK_PATH, LOOPBACK_PORTS } from '../../../../lambdas/contract/sign-in.ts';
import { planDigest } from '../../../../lambdas/core/recovery/state/plan.ts';
import { digestOfWork, type Work } from '../../../../lambdas/core/recovery/state/work.ts';
import { type Circumstances, cli } from '../../../support/cli.ts';
import { aStory } from '../../../support/cli-story.ts';
import { aProblem, type FakeService, fakeService, type Scripted } from '../../../support/fake-service.ts';
import { PEOPLE } from '../../../support/fixtures.ts';

const READ = 'GET /recoveries/rec-1';
const OFFERS = 'GET /recoveries/rec-1/offers';
const SITE = 'https://console.example.com';
const person = PEOPLE.identityApprover;
const APPROVES = ['approve', 'rec-1', '--yes'];

let service: FakeService | undefined;
afterEach(async () => {
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
});

const signed = { statement: {}, assertion: {} };

/** A plan that asks for a passkey, and what the service shows once somebody has decided, or it has otherwise changed. */
async function signedStory() {
  const { answer, recovery } = await aStory();
  if (recovery.plan === null) throw new Error('there is no plan');
  const plan = { ...recovery.plan, statements: true };
  const digest = planDigest(recovery.id, plan, recovery.proofs);
  const { timeline } = answer as { timeline: readonly object[] };
  const shows = ({ events = [], end = null, ...over }: Shown): Scripted => ({
    body: {
      ...{ ...answer, recovery: { ...recovery, plan, ...over }, digest, end },
      timeline: [...timeline, ...(events.length === 0 ? [] : [{ ...timeline.at(-1), seq: 7, events }])],
    },
  });
  const own = { ...{ approver: person, groups: ['identity'], relations: [], digest }, at: recovery.openedAt };
  const given = { type: 'PlanCountersigned', countersignature: own, signed } as const;
  return { digest, shows, given };
}

interface Shown {
  /** What came last, as commit 7. */
  readonly events?: readonly object[];
  readonly end?: string | null;
  readonly status?: string;
}

const offers = (over: object = {}): Scripted => ({
  body: {
    recovery: 'rec-1',
    ...{ countersign: true, reject: true, review: true, prove: ['in-person'], passkeyMissing: false },
    work: { stage: 'revoke', report: true, confirm: null },
    signing: { statement: { person }, passkeys: [{ credentialId: 'c', site: SITE }] },
    ...over,
  },
});

async function deciding(
  argv: readonly string[],
  script: Readonly<Record<string, Scripted | readonly Scripted[]>>,
  circumstances: Circumstances = {},
) {
  service = await fakeService(script);
  const addresses: string[] = [];
  const { browser } = circumstances;
  const ran = await cli(['recoveries', ...argv, '--json'], {
    ...circumstances,
    url: service.url,
    browser: (address) => {
      addresses.push(address);
      browser?.(address);
    },
  });
  const [address = ''] = addresses;
  return { ...ran, address, sent: service.seen.filter(({ line }) => line.startsWith('POST')) };
}

/** The statement page, as the console reads its address. */
function pageOf(address: string): Signing {
  const place = placeIn(new URL(address).hash);
  if (place.at !== 'signing') throw new Error(`the console does not know ${address}`);
  expect(hashOf(place)).toBe(new URL(address).hash);
  return place;
}

/** A browser in which the person presses the button that ends the page so. */
const presses =
  (outcome: 'signed' | 'cancelled') =>
  (address: string): void =>
    void fetch(wayBack(pageOf(address), outcome));

describe('recoveries approve of a plan that asks for a passkey', () => {
  it('leads to the page of the console where exactly this plan is signed, and prints what the service has recorded', async () => {
    const { shows, given, digest } = await signedStory();
    const after = [shows({}), shows({}), shows({}), shows({ status: 'approved', events: [given] })];
    const { code, out, err, address, sent } = await deciding(APPROVES, { [READ]: after, [OFFERS]: offers() });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ recovery: 'rec-1', status: 'approved', seq: 7, repeated: false, warnings: [] });
    expect(sent).toEqual([]);
    // For a browser on another device.
    expect(err).toContain('go to a device with a browser and your passkey');
    expect(err).toContain(`open this address:\n${address}\n`);
    expect(new URL(address).origin).toBe(SITE);
    const page = pageOf(address);
    expect(page).toMatchObject({ id: 'rec-1', asked: { kind: 'countersign', digest } });
    const back = new URL(wayBack(page, 'signed'));
    expect([back.hostname, back.pathname]).toEqual(['localhost', LOOPBACK_PATH]);
    expect(LOOPBACK_PORTS.map(String)).toContain(back.port);
  });

  it('knows each of the ports on which it may wait, and no other', () => {
    const content = Buffer.from(JSON.stringify({ digest: 'a'.repeat(64) })).toString('base64url');
    const hashAt = (port: number) => `#/recoveries/rec-1/sign/countersign/${content}/${port}/${'s'.repeat(43)}`;
    expect(LOOPBACK_PORTS.map((port) => placeIn(hashAt(port)).at)).toEqual(['signing', 'signing', 'signing']);
    for (const port of [80, 47310, 47314, 473110]) expect(placeIn(hashAt(port)).at).toBe('list');
  });

  it('does nothing when the person goes back without signing', async () => {
    const { shows } = await signedStory();
    const circumstances = { live: true, browser: presses('cancelled') } as const;
    const { code, err, sent } = await deciding(APPROVES, { [READ]: shows({}), [OFFERS]: offers() }, circumstances);
    expect([code, sent]).toEqual([1, []]);
    expect(err).toContain('nothing was signed');
  }, 20_000);

  it('does not believe a browser that it was signed: it reads on until the service has exactly this, signed by this person', async () => {
    const { shows, given } = await signedStory();
    const { countersignature } = given;
    const other = (over: object) => ({ ...given, countersignature: { ...countersignature, ...over } });
    const reads = [
      ...[shows({}), shows({}), shows({ events: [other({ approver: PEOPLE.securityApprover })] })],
      ...[shows({ events: [other({ digest: 'b'.repeat(64) })] }), shows({ events: [{ ...given, signed: undefined }] })],
      ...[shows({ events: [other({ for: { person: PEOPLE.manager } })] }), shows({ events: [given] })],
    ];
    const circumstances = { live: true, browser: presses('signed') } as const;
    const { code, out, slept } = await deciding(APPROVES, { [READ]: reads, [OFFERS]: offers() }, circumstances);
    expect([code, JSON.parse(out)['seq'], slept.length]).toEqual([0, 7, 5]);
  }, 20_000);

  it('stops waiting after ten minutes, and when the recovery has ended', async () => {
    const { shows } = await signedStory();
    const waited = await deciding(APPROVES, { [READ]: shows({}), [OFFERS]: offers() });
    expect([waited.code, waited.slept.reduce((sum, one) => sum + one, 0)]).toEqual([1, 600_000]);
    await service?.close();
    const reads = [shows({}), shows({}), shows({ end: 'rejected' })];
    const ended = await deciding(APPROVES, { [READ]: reads, [OFFERS]: offers() });
    expect([ended.code, ended.slept.length]).toEqual([1, 1]);
  }, 20_000);

  it('tells an approver without a passkey what to do, and sends nothing', async () => {
    const { shows } = await signedStory();
    const without = offers({ signing: null, passkeyMissing: true });
    const { code, err, sent, address } = await deciding(APPROVES, { [READ]: shows({}), [OFFERS]: without });
    expect([code, sent, address]).toEqual([1, [], '']);
    expect(err).toContain('passkey-missing');
    expect(err).toContain(`${service?.url}/console#/me`);
  });

  it('lets the service say why somebody may not countersign', async () => {
    const { shows, digest } = await signedStory();
    const sign = 'POST /recoveries/rec-1/countersignatures';
    const script = { [READ]: shows({}), [OFFERS]: offers({ signing: null }), [sign]: aProblem(403, 'not-an-approver') };
    const { code, err, sent } = await deciding(APPROVES, script);
    expect([code, sent.map(({ body }) => body)]).toEqual([1, [{ digest }]]);
    expect(err).toContain('not-an-approver');
  });

  it('asks in the place of whoever lent their right, and names them on the page', async () => {
    const { shows, given, digest } = await signedStory();
    const { countersignature } = given;
    const lent = { ...given, countersignature: { ...countersignature, for: { person: PEOPLE.manager } } };
    const reads = [shows({}), shows({}), shows({ events: [given] }), shows({ events: [lent] })];
    const asking = `${OFFERS}?for=${encodeURIComponent(PEOPLE.manager)}`;
    const { code, address, slept } = await deciding([...APPROVES, '--for', PEOPLE.manager], {
      [READ]: reads,
      [asking]: offers(),
    });
    expect([code, slept.length]).toEqual([0, 2]);
    expect(pageOf(address).asked).toEqual({ kind: 'countersign', digest, for: PEOPLE.manager });
  });
});

const proof = {
  ...{ id: 'p', method: 'in-person', outcome: 'verified', verifier: person, reference: 'badge-log/4711' },
  ...{ seen: ['passport', 'employee-badge'], checked: ['document', 'alone'], session: null },
};

/** Each decision: the command line, where it goes unsigned, what the page is asked, and the event. */
const DECISIONS: readonly (readonly [string, readonly string[], string, Asked, object])[] = [
  [
    'reject',
    ['--reason', 'Änderung? „nein“'],
    'rejections',
    { kind: 'reject', reason: 'Änderung? „nein“' },
    { type: 'RecoveryRejected', by: person, reason: 'Änderung? „nein“' },
  ],
  [
    'prove',
    [
      ...['--method', 'in-person', '--reference', 'badge-log/4711', '--seen', 'passport', 'employee-badge'],
      ...['--checked', 'alone', 'document'],
    ],
    'proofs',
    {
      ...{ kind: 'prove', method: 'in-person', outcome: 'verified', reference: 'badge-log/4711', page: false },
      ...{ seen: ['passport', 'employee-badge'], checked: ['alone', 'document'] },
    },
    { type: 'ProofRecorded', proof },
  ],
  [
    'review',
    ['--finding', 'appropriate', '--note', 'spoke with the owner'],
    'reviews',
    { kind: 'review', finding: 'appropriate', note: 'spoke with the owner' },
    { type: 'ReviewRecorded', by: person, finding: 'appropriate', note: 'spoke with the owner' },
  ],
  [
    'work',
    ['--stage', 'revoke', '--reference', 'change/CHG-1', '--note', 'gesperrt: 17:0c'],
    'work',
    { kind: 'work', stage: 'revoke', reference: 'change/CHG-1', note: 'gesperrt: 17:0c' },
    { type: 'WorkReported', by: person, stage: 'revoke', reference: 'change/CHG-1', note: 'gesperrt: 17:0c' },
  ],
];

describe.each(DECISIONS)('recoveries %s where the plan asks for statements', (name, options, what, asked, event) => {
  const argv = [name, 'rec-1', ...options];
  const post = `POST /recoveries/rec-1/${what}`;

  it('is signed on the page, which is asked exactly what was typed', async () => {
    const { shows } = await signedStory();
    const done = shows({ events: [{ ...event, signed }], end: name === 'reject' ? 'rejected' : null });
    const other = shows({ events: [{ ...event, signed: undefined }] });
    const reads = [shows({}), shows({}), other, done];
    const { code, out, address, sent, slept } = await deciding(argv, { [READ]: reads, [OFFERS]: offers() });
    expect([code, sent, slept.length]).toEqual([0, [], 2]);
    expect(pageOf(address)).toMatchObject({ id: 'rec-1', asked });
    // The sighting is bound to no page.
    const warnings = name === 'prove' ? ['claim-impossible'] : [];
    expect(JSON.parse(out)).toMatchObject({ seq: 7, repeated: false, warnings });
  });

  it('waits on while somebody says something else', async () => {
    const { shows } = await signedStory();
    const changed = JSON.parse(JSON.stringify({ ...event, signed }).replaceAll(person, PEOPLE.manager));
    const reads = [shows({}), shows({}), shows({ events: [changed], end: 'rejected' })];
    const { code, err } = await deciding(argv, { [READ]: reads, [OFFERS]: offers() });
    expect([code, JSON.parse(err.split('\n').at(-2) ?? '')['code']]).toEqual([1, 'not-signed']);
  });

  it('tells somebody without a passkey what to do, and sends nothing', async () => {
    const { shows } = await signedStory();
    const without = offers({ signing: null, passkeyMissing: true });
    const { code, err, sent } = await deciding(argv, { [READ]: shows({}), [OFFERS]: without });
    expect([code, sent]).toEqual([1, []]);
    expect(err).toContain('passkey-missing');
  });

  it.each([
    ['may not decide', offers({ prove: [], reject: false, review: false, work: null })],
    ['asks late', aProblem(404, 'recovery-unknown')],
  ])('lets the service say why, where somebody %s', async (_, answer) => {
    const { shows } = await signedStory();
    const script = { [READ]: shows({}), [OFFERS]: answer, [post]: aProblem(403, 'conflicting-part') };
    const { code, err, sent, address } = await deciding(argv, script);
    expect([code, sent.map(({ line }) => line), address]).toEqual([1, [post], '']);
    expect(err).toContain('conflicting-part');
  });
});

describe('recoveries confirm-work', () => {
  const work: Work = {
    ...{ stage: 'perform', operator: PEOPLE.manager, reference: 'change/CHG-1', note: 'issued 3a:f1' },
    ...{ at: '2026-11-20T10:00:00.000Z', earlier: [], confirmation: null },
  };
  const argv = ['confirm-work', 'rec-1', '--note', 'the gateway serves it'];

  /** An execution by hand that an operator has reported. */
  async function reported() {
    const { shows } = await signedStory();
    const { body } = shows({}) as { body: { recovery: { plan: object } } };
    const plan = { ...body.recovery.plan, connector: 'by-hand', statements: false };
    const grant = { supersededBy: null };
    return (over: object = {}) => shows({ plan, grant, status: 'executing', work: [work], ...over } as Shown);
  }

  it('is signed on the page, for exactly the report that the service shows, whatever the plan says of statements', async () => {
    const shows = await reported();
    const report = digestOfWork(work);
    const asked = { kind: 'confirm-work', report, note: 'the gateway serves it' };
    const { kind: _, ...said } = asked;
    const event = { type: 'WorkConfirmed', stage: 'perform', by: person, ...said, signed };
    const other = shows({ events: [{ ...event, signed: undefined }] });
    const reads = [shows(), shows(), shows(), other, shows({ events: [event] })];
    const own = offers({ work: { stage: 'perform', report: false, confirm: report } });
    const { code, address, sent } = await deciding(argv, { [READ]: reads, [OFFERS]: own });
    expect([code, sent, pageOf(address).asked]).toEqual([0, [], asked]);
  });

  it('sends nothing where nothing was reported, and lets the service say why somebody may not', async () => {
    const shows = await reported();
    const none = await deciding(argv, { [READ]: shows({ work: undefined }) });
    expect([none.code, none.sent]).toEqual([1, []]);
    expect(none.err).toContain('wrong-status');
    await service?.close();
    const post = 'POST /recoveries/rec-1/work-confirmations';
    const script = { [READ]: shows(), [OFFERS]: offers({ work: null }), [post]: aProblem(403, 'conflicting-part') };
    const { code, err, sent } = await deciding(argv, script);
    expect([code, sent.map(({ line }) => line)]).toEqual([1, [post]]);
    expect(err).toContain('conflicting-part');
  });
});

describe('recoveries prove of a page', () => {
  it('puts the words of the page into no address: they are typed on the console', async () => {
    const { shows } = await signedStory();
    const bound = { type: 'ProofRecorded', proof: { ...proof, ...UNSEEN, session: 'page 1' }, signed };
    const reads = [shows({}), shows({}), shows({ events: [bound] })];
    const argv = ['prove', 'rec-1', '--method', 'manager-attestation', '--page', 'amber falcon'];
    const script = { [READ]: reads, [OFFERS]: offers({ prove: ['manager-attestation'] }) };
    const { code, out, err, address } = await deciding(argv, script);
    expect([code, JSON.parse(out)['warnings']]).toEqual([0, []]);
    expect(pageOf(address).asked).toMatchObject({ kind: 'prove', page: true });
    const { content } = pageOf(address);
    expect(Buffer.from(content, 'base64url').toString()).not.toMatch(/amber|falcon/);
    expect(err).not.toMatch(/amber|falcon/);
  });

  const UNSEEN = { method: 'manager-attestation', reference: null, seen: [], checked: undefined };
});

describe('recoveries prove of what only stops', () => {
  it.each(['failed', 'repudiated'])('waits for no passkey: %s', async (outcome) => {
    const post = 'POST /recoveries/rec-1/proofs';
    const answer = { recovery: 'rec-1', status: 'refused', seq: 7, repeated: false, warnings: [] };
    const argv = ['prove', 'rec-1', '--method', 'in-person', '--outcome', outcome];
    const { code, sent, address } = await deciding(argv, { [post]: { body: answer } });
    expect([code, sent.length, address]).toEqual([0, 1, '']);
  });
});

describe('the address of the statement page', () => {
  const spelled = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
  it.each([
    ['an unknown kind', 'lift', { reason: 'x' }],
    ['a member of another kind', 'reject', { reason: 7 }],
    ['a missing member', 'review', { finding: 'appropriate' }],
    ['text that reorders the page', 'reject', { reason: 'no\u202Eyes' }],
    ['endless text', 'reject', { reason: 'x'.repeat(2_001) }],
    ['a proof that proves nothing', 'prove', { method: 'in-person', outcome: 'failed', seen: [], checked: [] }],
    ['no digest', 'countersign', { digest: 'A'.repeat(64) }],
    ['a name of every object', 'constructor', {}],
    ['work of another stage', 'work', { stage: 'later', reference: 'x/1', note: 'x' }],
    ['a confirmation of no report', 'confirm-work', { report: 'x', note: 'x' }],
    ['no object', 'reject', null],
  ])('asks for nothing with %s', (_, kind, content) => {
    expect(askedIn(kind, spelled(content))).toBeUndefined();
    expect(placeIn(`#/recoveries/rec-1/sign/${kind}/${spelled(content)}/47311/${'s'.repeat(43)}`).at).toBe('list');
  });

  it('asks for nothing where it is no JSON in UTF-8', () => {
    for (const content of ['', '_w', 'e30x', '%%%']) expect(askedIn('reject', content)).toBeUndefined();
  });
});
