import { describe, expect, it } from '@jest/globals';
import { groupsOf } from '../../../console/staff/model/duty.ts';
import { csvOf, queryOf } from '../../../console/staff/model/finder.ts';
import { hashOf, placeIn, wayBack } from '../../../console/staff/model/place.ts';
import { stagesOf } from '../../../console/staff/parts/drawn.ts';
import { lanesOf } from '../../../console/staff/parts/history.ts';
import { signatoryText } from '../../../console/staff/screens/given.ts';
import { changesIn, whyNotHere } from '../../../console/staff/screens/proposals.ts';
import { sayIn } from '../../../console/staff/texts/texts.ts';
import type { StaffHit } from '../../../lambdas/contract/overviews.ts';

const hit = (
  id: string,
  over: Partial<StaffHit> = {},
  trace: Partial<NonNullable<StaffHit['trace']>> = {},
): StaffHit => ({
  ...{ id, account: 'okta:jane', action: 'unlock', status: 'granted', ended: false, tier: null, kind: null },
  ...{ openedAt: '2026-11-20T10:00:00.000Z', updatedAt: '2026-11-20T10:00:00.000Z', expiresAt: null },
  trace: {
    ...{ requester: 'person:jane', people: ['person:jane'], approvals: [], desk: null, channel: 'phone', ticket: null },
    ...{ rules: [], policy: null, caller: null, network: null },
    ...trace,
  },
  ...over,
});

describe('a table for other programs', () => {
  it('has no cell that a program takes for a formula, and no cell that breaks out of its quotes', () => {
    const [, row] = csvOf([hit('r-1', { account: '=cmd|"x"!A1', action: '-1+2', status: '@x' })]).split('\r\n');
    expect(row).toContain('"\'=cmd|""x""!A1","\'-1+2","\'@x"');
  });

  it('names only those who approved the plan that was executed', () => {
    const approval = { approver: 'person:a', groups: [], relations: [], at: '2026-11-20T10:00:00.000Z', counts: true };
    const approvals = [approval, { ...approval, approver: 'person:void', counts: false }];
    const table = csvOf([hit('r-1', {}, { approvals })]);
    expect(table).toContain('"person:a 2026');
    expect(table).not.toContain('person:void');
  });
});

describe('a countersignature', () => {
  it('names whose right it was, where somebody stood in', () => {
    const by = { approver: 'person:bea' };
    expect(signatoryText(by, sayIn('en'))).toBe('person:bea');
    const lent = { ...by, for: { person: 'person:ann' } };
    expect(signatoryText(lent, sayIn('en'))).toBe('person:bea, in the place of person:ann');
  });
});

describe('a search', () => {
  it('takes whole days of a period, drops what is empty or no day, and asks for nothing else', () => {
    const query = queryOf('words=+jane+&from=2026-11-20&to=nonsense&evil=1&account=');
    expect([...query.keys()]).toEqual(['words', 'from']);
    expect(query.get('words')).toBe('jane');
    expect(new Date(query.get('from') ?? '').getTime()).toBe(new Date('2026-11-20T00:00:00').getTime());
  });
});

describe('what is revoked together', () => {
  it('is one, an account, a desk, a person, or what comes from one number or network; alone, nothing is a group', () => {
    const running = [
      hit('r-1', { account: 'okta:a' }, { desk: 'north', people: ['person:x'], caller: 'pseudonym:1' }),
      hit('r-2', { account: 'okta:b' }, { desk: 'north', people: ['person:x'], caller: 'pseudonym:1' }),
      hit('r-3', { account: 'okta:a' }, { desk: 'south', people: ['person:y'], network: 'pseudonym:2' }),
      hit('r-4', { account: 'okta:c', trace: null }),
    ];
    const groups = groupsOf(running).filter(({ by }) => by !== 'one');
    expect(groups.map(({ by, ids }) => [by, ids])).toEqual([
      ['account', ['r-1', 'r-3']],
      ['desk', ['r-1', 'r-2']],
      ['person', ['r-1', 'r-2']],
      ['caller', ['r-1', 'r-2']],
      ['all', ['r-1', 'r-2', 'r-3', 'r-4']],
    ]);
    expect(JSON.stringify(groups.map(({ name }) => name))).not.toContain('pseudonym');
  });
});

describe('pictures', () => {
  const entry = (type: string, at: string) => ({ seq: 1, at, actor: { by: 'workflow' }, events: [{ type }] });

  it('draw each stage until the next one begins, and nothing after the end', () => {
    const stages = stagesOf(
      [
        entry('RecoveryOpened', '2026-11-20T10:00:00.000Z'),
        entry('RecoveryAssessed', '2026-11-20T10:00:01.000Z'),
        entry('CommandRefused', '2026-11-20T10:00:30.000Z'),
        entry('RecoveryStopped', '2026-11-20T11:00:01.000Z'),
      ],
      '2026-12-01T00:00:00.000Z',
    );
    expect(stages.map(({ name, seconds }) => [name, seconds])).toEqual([
      ['planning', 1],
      ['proofing', 3600],
    ]);
    expect(stages.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  it('draw a live stage until now, and nothing of what has not begun', () => {
    const opened = entry('RecoveryOpened', '2026-11-20T10:00:00.000Z');
    expect(stagesOf([opened], '2026-11-20T10:02:00.000Z').map(({ seconds }) => seconds)).toEqual([120]);
    expect(stagesOf([], '2026-11-20T10:02:00.000Z')).toEqual([]);
  });

  it('have a lane for each desk and for each channel without one, the busiest first', () => {
    const touch = (desk: string | null, channel: string) => ({
      ...{ what: 'opened', at: '2026-11-20T10:00:00.000Z', action: null, channel, desk, own: false },
    });
    const lanes = lanesOf([touch(null, 'api'), touch('north', 'phone'), touch('north', 'chat')]);
    expect(lanes.map(([place, some]) => [place, some.length])).toEqual([
      ['desk north', 2],
      ['channel api', 1],
    ]);
  });
});

describe('a proposal', () => {
  it('shows the members that change, and no other', () => {
    const current = { parts: ['agent'], name: 'Kim', contacts: [{ id: 'home', kind: 'email' }] };
    const proposed = { parts: ['agent', 'admin'], name: 'Kim', contacts: [], manager: null };
    expect(changesIn(current, proposed)).toEqual([
      ['parts', 'agent', 'agent; admin'],
      ['contacts', 'id home, kind email', '–'],
    ]);
  });
});

describe('a proposal in the console', () => {
  const other = { person: 'person:ada', isAdministrator: true, isAsked: false };

  it.each(['person', 'profile', 'lift', 'policy'] as const)(
    'of %s is confirmed there, by another administrator',
    (of) => {
      const proposal = { of, by: 'person:adam' };
      expect(whyNotHere(proposal, other)).toBeUndefined();
      expect(whyNotHere(proposal, { ...other, person: 'person:adam' })).toBe('proposals.own');
      expect(whyNotHere(proposal, { ...other, isAdministrator: false })).toBe('proposals.read-only');
    },
  );

  it('of a batch has no button: what it holds is not shown there', () => {
    expect(whyNotHere({ of: 'batch', by: 'person:adam' }, other)).toBe('proposals.batch');
  });

  it('of a batch has one where a command line asks for it, which has compared the files', () => {
    const asked = { ...other, isAsked: true };
    expect(whyNotHere({ of: 'batch', by: 'person:adam' }, asked)).toBeUndefined();
    expect(whyNotHere({ of: 'batch', by: 'person:ada' }, asked)).toBe('proposals.own');
  });
});

describe('the address of a screen', () => {
  it.each(['#/waiting', '#/duty', '#/proposals', '#/proposals/secret%3Aprod%2Fdb', '#/search', '#/search?words=jane'])(
    'leads to its screen and back: %s',
    (hash) => expect(hashOf(placeIn(hash))).toBe(hash),
  );

  it('of a proposal that a command line asks somebody to sign leads there and back', () => {
    const asking = { digest: 'a'.repeat(64), port: '47312', state: 's'.repeat(43) };
    const place = { at: 'proposals', stream: 'secret:prod/db', asking } as const;
    expect(placeIn(hashOf(place))).toEqual(place);
    expect(wayBack(asking, 'signed')).toBe(`http://localhost:47312/signed-in?state=${asking.state}&outcome=signed`);
  });

  it.each(['#/proposals/%', '#/dutyx', '#/nowhere', ''])('leads nowhere strange: %s', (hash) => {
    expect(['#/', '#/proposals']).toContain(hashOf(placeIn(hash)));
  });
});
