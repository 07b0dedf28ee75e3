import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { standingInWords } from '../../../bin/cli/text/recovery.ts';
import { loadBefore } from '../../../lambdas/app/ledger/load.ts';
import { ENDING_TEXTS } from '../../../lambdas/app/messages/ending-texts.ts';
import { TICKET_TEXTS } from '../../../lambdas/app/messages/ticket-texts.ts';
import { endIn } from '../../../lambdas/app/proving/ended.ts';
import { PAGE_ENDS, type PageEnd } from '../../../lambdas/contract/requester.ts';
import { alertFor } from '../../../lambdas/core/audit/alert.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { endOf } from '../../../lambdas/core/recovery/state/life.ts';
import { findRecovery, type Recovery } from '../../../lambdas/core/recovery/state/state.ts';
import { ticketNewsOf } from '../../../lambdas/core/recovery/views/ticket-news.ts';
import { type Action, LANGUAGES } from '../../../lambdas/core/registry/account.ts';
import type { Contact } from '../../../lambdas/core/registry/contact.ts';
import { goingOn, streamOf } from '../../support/commits.ts';
import { ASSESSED } from '../../support/deeds.ts';
import { anOpenRecovery, aProfile, NO_GROUNDS, NOW, PEOPLE } from '../../support/fixtures.ts';
import { caughtLog } from '../../support/http.ts';
import { relayWorld, sendNotices } from '../../support/relay-world.ts';
import { recoveryOf, worldAfter } from '../../support/specification.ts';

type Texts = Readonly<Record<string, Readonly<Record<(typeof LANGUAGES)[number], string>>>>;
const page = JSON.parse(
  readFileSync(new URL('../../../console/requester/texts.json', import.meta.url), 'utf8'),
) as Texts;

beforeEach(() => void caughtLog());

const CONTACTS: readonly Contact[] = [{ id: 'mail', kind: 'email', address: 'jane@example.com', since: NOW }];
const started: LedgerEvent = { type: 'ExecutionStarted', digest: 'd', grant: 'g', expiresAt: NOW, sample: null };
const issued: LedgerEvent = { type: 'GrantIssued', reference: 'r', claimable: true, evidence: {} };
const begun: LedgerEvent = { type: 'RevocationStarted', trigger: 'workflow' };
const gone: LedgerEvent = { type: 'RevocationConfirmed', evidence: {} };
const closed: LedgerEvent = { type: 'RecoveryClosed' };
const failed: LedgerEvent = { type: 'ExecutionFailed', code: 'access-denied' };
const stop = { by: PEOPLE.jane, reason: 'mine' } as const;

/** What each audience reads of an end. `nothing`: it says that nothing was changed, and nobody else may say so. */
interface Row {
  readonly how: PageEnd['how'];
  readonly events: readonly LedgerEvent[];
  readonly action?: Action;
  readonly isUnchanged: boolean;
  readonly mail: RegExp;
  readonly ticket: RegExp;
  readonly cli: RegExp;
}

const ROWS: readonly (readonly [string, Row])[] = [
  [
    'denied',
    {
      ...{ how: 'denied', events: [{ type: 'RecoveryDenied', reasons: ['x'], rules: [] }], isUnchanged: true },
      ...{ mail: /We must not do it/, ticket: /denied/, cli: /denied by policy/ },
    },
  ],
  [
    'refused',
    {
      ...{ how: 'refused', events: [{ type: 'RecoveryRefused', proof: 'p' }], isUnchanged: true },
      ...{ mail: /could not prove that they are you/, ticket: /a proof failed/, cli: /refused, a proof failed/ },
    },
  ],
  [
    'rejected',
    {
      ...{ how: 'rejected', events: [{ type: 'RecoveryRejected', by: PEOPLE.manager, reason: 'no' }] },
      ...{ isUnchanged: true, mail: /who must agree said no/, ticket: /rejected/, cli: /rejected by an approver/ },
    },
  ],
  [
    'expired',
    {
      ...{ how: 'expired', events: [{ type: 'RecoveryExpired', stage: 'proof' }], isUnchanged: true },
      ...{ mail: /was not there in time/, ticket: /ran out of time/, cli: /expired/ },
    },
  ],
  [
    'withdrawn',
    {
      ...{ how: 'withdrawn', events: [{ type: 'RecoveryStopped', ...stop, cause: 'withdrawn' }], isUnchanged: true },
      ...{ mail: /We did not do it/, ticket: /stopped/, cli: /has ended: stopped/ },
    },
  ],
  [
    'stopped by whoever says that it was not them',
    {
      ...{ how: 'stopped', events: [{ type: 'RecoveryStopped', ...stop, cause: 'suspected-impersonation' }] },
      ...{ isUnchanged: true, mail: /We did not do it/, ticket: /stopped/, cli: /has ended: stopped/ },
    },
  ],
  [
    'failed',
    {
      ...{ how: 'failed', events: [started, failed, begun, gone, closed], isUnchanged: false },
      ...{ mail: /It could not be carried out\. What was begun has been taken back/ },
      ...{ ticket: /could not be carried out/, cli: /could not be executed \(access-denied\)/ },
    },
  ],
  [
    'revoked',
    {
      ...{ how: 'revoked', isUnchanged: false },
      events: [started, issued, { type: 'StopRequested', ...stop, cause: 'withdrawn' }, begun, gone, closed],
      ...{ mail: /does not work any more, and we checked it/, ticket: /closed/, cli: /has ended: closed/ },
    },
  ],
  [
    'closed',
    {
      ...{ how: 'closed', events: [started, issued, begun, gone, closed], isUnchanged: false },
      ...{ mail: /does not work any more, and we checked it/, ticket: /closed/, cli: /has ended: closed/ },
    },
  ],
  [
    'closed, where nothing was handed out',
    {
      ...{ how: 'closed', events: [started, issued, begun, gone, closed], action: 'unlock', isUnchanged: false },
      ...{ mail: /We did it, and its time is over/, ticket: /closed/, cli: /has ended: closed/ },
    },
  ],
];

const UNCHANGED = /nothing was changed|keine? .*geändert/i;

/** The recovery of Jane's account, ended by these events; everything that is mailed of it, and the state before its last commit. */
async function story({ events, action = 'reset-password' }: Pick<Row, 'events' | 'action'>) {
  const world = relayWorld();
  const profile = aProfile({ contacts: CONTACTS });
  const opened: LedgerEvent = { ...anOpenRecovery({ action }), type: 'RecoveryOpened', subject: PEOPLE.jane };
  const commits = streamOf('cognito:jane', [
    [
      { type: 'ProfileProposed', ...NO_GROUNDS, profile, by: PEOPLE.admin, digest: 'd' },
      { type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest: 'd', changes: [] },
    ],
    [opened],
    ...events.map((event) => [event]),
  ]);
  for (const commit of commits) await world.ledger.append(commit);
  for (const commit of commits) await sendNotices(world.services, commit);
  const last = commits.at(-1);
  if (last === undefined) throw new Error('no commit was made');
  const before = findRecovery(await loadBefore(world.ledger, last), last.commit.recovery ?? '') as Recovery;
  const mails = world.delivery.sent.map(({ message }) => message.text.reveal());
  return { mails, before, all: [opened, ...events], last: last.commit.events };
}

describe('each end says to each audience what is true', () => {
  it('knows every end of the page', () => {
    expect([...new Set(ROWS.map(([, { how }]) => how))].sort()).toEqual([...PAGE_ENDS].sort());
  });

  it.each(ROWS)('on the page: %s', async (_, row) => {
    const { all } = await story(row);
    const end = endIn(all);
    expect(end?.how).toBe(row.how);
    const { en = '' } = page[`end.${row.how}.text`] ?? {};
    expect(UNCHANGED.test(en)).toBe(row.isUnchanged);
    expect(page[`end.${row.how}.head`]).toBeDefined();
    if (end?.next != null) expect(page[`next.${end.next}`]).toBeDefined();
  });

  it.each(ROWS)('by mail: %s', async (_, row) => {
    const { mails } = await story(row);
    const last = mails.at(-1) ?? '';
    expect(last).toMatch(row.mail);
    expect(UNCHANGED.test(last)).toBe(row.isUnchanged);
  });

  it.each(ROWS)('in the ticket: %s', async (_, row) => {
    const { before, last } = await story(row);
    const news = ticketNewsOf(last, before);
    const text = news === undefined ? '' : TICKET_TEXTS.en.news[news];
    expect(text).toMatch(row.ticket);
    if (!row.isUnchanged) expect(text).not.toMatch(UNCHANGED);
  });

  it.each(ROWS)('at the command line: %s', async (_, row) => {
    const { before, last } = await story(row);
    const end = last.flatMap((event) => endOf(event) ?? [])[0] ?? null;
    expect(end).not.toBeNull();
    expect(standingInWords({ recovery: before, end }, NOW)).toMatch(row.cli);
  });

  it('tells of a failed execution as one at each moment, and never that nothing was changed', async () => {
    const whole = [started, failed, begun, gone, closed];
    const said: string[] = [];
    for (const count of [2, 3, 4]) {
      const { mails, before, last } = await story({ events: whole.slice(0, count) });
      said.push(standingInWords({ recovery: before, end: null }, NOW));
      expect(mails.join()).not.toMatch(UNCHANGED);
      expect(last).toHaveLength(1);
    }
    expect(said.slice(1)).toEqual([
      'could not be executed (access-denied); what it began is being taken back',
      'could not be executed (access-denied); what it began is being taken back',
    ]);
    const { mails } = await story({ events: whole.slice(0, 2) });
    expect(mails.at(-1)).toContain('it is not known how far it came');
  });
});

describe('that people on duty were alerted', () => {
  const alerted = (events: readonly LedgerEvent[]): boolean => {
    const [one] = streamOf('cognito:jane', [events]);
    if (one === undefined) throw new Error('no commit was made');
    const standard = { ...one.commit, events, tier: 'standard', kind: 'human', alert: null } as const;
    return alertFor(standard) !== undefined;
  };
  const badProof = (outcome: 'failed' | 'repudiated'): LedgerEvent =>
    ({ type: 'ProofRecorded', proof: { id: 'p', method: 'in-person', outcome } }) as unknown as LedgerEvent;
  const FACTS: Readonly<Record<string, readonly LedgerEvent[]>> = {
    'stopped.text': [{ type: 'RecoveryStopped', ...stop, by: null, cause: 'suspected-impersonation' }],
    'end.stopped.text': [{ type: 'RecoveryStopped', ...stop, cause: 'suspected-impersonation' }],
    'end.refused.text': [badProof('failed'), { type: 'RecoveryRefused', proof: 'p' }],
    'end.failed.text': [failed],
    'failed.text': [failed],
    'failed.over': [failed],
    'failed.overdue': [failed],
    'failed.disk-key': [failed],
    'closing.overdue': [{ type: 'RevocationOverdue', code: 'throttled' }],
    'closing.overdue.disk-key': [{ type: 'RevocationOverdue', code: 'device-unmanaged' }],
  };

  it('is said on the page only where it is a fact for an account of any tier', () => {
    const saying = Object.entries(page).filter(([, { en }]) => /on duty/.test(en));
    expect(saying.map(([key]) => key).sort()).toEqual(Object.keys(FACTS).sort());
    for (const [key, events] of Object.entries(FACTS)) expect([key, alerted(events)]).toEqual([key, true]);
  });

  it('is said in mails and tickets only of a failed execution, a failed proof, and access that did not end', () => {
    const ofTickets = Object.entries(TICKET_TEXTS.en.news).filter(([, text]) => /on duty/.test(text));
    expect(ofTickets.map(([news]) => news)).toEqual(['failed', 'overdue']);
    const ofEnds = Object.entries(ENDING_TEXTS.en.notices).filter(([, { says }]) => /on duty/.test(says));
    expect(ofEnds.map(([kind]) => kind)).toEqual(['failed']);
  });

  it.each<readonly [string, readonly LedgerEvent[]]>([
    ['a repudiation on the page', [{ type: 'RecoveryStopped', ...stop, by: null, cause: 'suspected-impersonation' }]],
    ['a repudiation once it is executed', [{ type: 'StopRequested', ...stop, cause: 'suspected-impersonation' }]],
    ['a proof that is repudiated', [badProof('repudiated')]],
    ['a refused proof', [badProof('failed'), { type: 'RecoveryRefused', proof: 'p' }]],
    ['a failed execution', [failed]],
    ['access that did not end', [{ type: 'RevocationOverdue', code: 'throttled' }]],
  ])('is done for a standard account too: %s', (_, events) => {
    expect(alerted(events)).toBe(true);
  });

  it('is not done for what is no attack and no outage', () => {
    for (const events of [
      [{ type: 'RecoveryRejected', by: PEOPLE.manager, reason: 'no' }],
      [{ type: 'RecoveryExpired', stage: 'proof' }],
      [{ type: 'RecoveryStopped', ...stop, cause: 'withdrawn' }],
    ] as const)
      expect(alerted(events)).toBe(false);
  });
});

describe('the next steps of the page', () => {
  it.each(LANGUAGES)('are those of the messages, but that it knows no owner of a rule (%s)', (language) => {
    for (const [step, text] of Object.entries(ENDING_TEXTS[language].next))
      if (!text.includes('{owner}')) expect(page[`next.${step}`]?.[language]).toBe(text);
    expect(page['next.ask-the-control-owner']?.[language]).toBeDefined();
  });
});

describe('the key of a disk that a newer recovery goes on with', () => {
  const { plan } = recoveryOf(worldAfter(ASSESSED)) ?? {};
  if (plan == null) throw new Error('it is planned');
  const asked: LedgerEvent = {
    ...anOpenRecovery({ action: 'release-disk-key' }),
    ...{ type: 'RecoveryOpened', subject: PEOPLE.jane },
  };
  const planned: LedgerEvent = { type: 'RecoveryAssessed', plan: { ...plan, action: 'release-disk-key' } };
  const profile = aProfile({ contacts: CONTACTS, kind: 'device' });

  const AGAIN: LedgerEvent = { type: 'ExecutionStarted', digest: 'd', grant: 'g-2', expiresAt: NOW, sample: null };

  /** What Jane is told last of a recovery whose end is confirmed, with another one of the same key meanwhile or without. */
  async function told(isGoingOn: boolean): Promise<readonly string[]> {
    const world = relayWorld();
    const first = streamOf('cognito:jane', [
      [
        { type: 'ProfileProposed', ...NO_GROUNDS, profile, by: PEOPLE.admin, digest: 'd' },
        { type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest: 'd', changes: [] },
      ],
      ...[[asked], [planned], [started], [issued], [begun]],
    ]);
    const second = isGoingOn ? goingOn(first, 'rec-2', [asked, planned, AGAIN, issued]) : first;
    const commits = goingOn(second, 'rec-1', [gone]);
    for (const commit of commits) await world.ledger.append(commit);
    const last = commits.at(-1);
    if (last !== undefined) await sendNotices(world.services, last);
    return world.delivery.sent.map(({ message }) => message.text.reveal());
  }

  it('is told to be worth nothing only when it is', async () => {
    const [text, ...others] = await told(false);
    // A device that left the directory counts as gone, though its disk has the old key.
    expect(text).toMatch(
      /recovery key of your computer’s disk.*has replaced that key.*or your computer is no longer in the directory/,
    );
    expect(text).not.toMatch(/does not work any more/);
    expect(others).toEqual([]);
    expect(await told(true)).toEqual([]);
  });
});
