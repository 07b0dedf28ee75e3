import { describe, expect, it } from '@jest/globals';
import { desksOf, MOST_HANDOVERS, MOST_LINKS } from '../../../../lambdas/core/recovery/state/help.ts';
import {
  APPROVED,
  ASSESSED,
  assesses,
  countersigns,
  GRANTED,
  opens,
  PROVED,
  revokes,
  stops,
} from '../../../support/deeds.ts';
import { ACTORS, aPersonActor, aPolicy, aProfile, NOW, PEOPLE } from '../../../support/fixtures.ts';
import {
  type Deed,
  given,
  type Past,
  recoveryOf,
  registeredAs,
  underPolicy,
  worldAfter,
} from '../../../support/specification.ts';

const REACHED = registeredAs(
  aProfile({
    contacts: [
      { id: 'work', kind: 'email', address: 'jane@example.com', since: NOW },
      { id: 'mobile', kind: 'sms', address: '+41790001122', since: NOW },
      { id: 'desk', kind: 'voice', address: '+41440001122', since: NOW },
      { id: 'home', kind: 'postal', address: 'Jane\nHome Street 1', since: NOW },
    ],
  }),
);
const TAKEN = [REACHED, opens({ agent: PEOPLE.agent, channel: 'phone' }, ACTORS.agent), assesses()];

const sends = (actor = ACTORS.agent, contact = 'work'): Deed => ({ actor, command: { type: 'SendLink', contact } });
const hands = (desk = 'south', actor = ACTORS.agent): Deed => ({
  actor,
  command: { type: 'HandOver', desk, reason: 'they speak Spanish' },
});
const inSouth = aPersonActor('person:sam', { roles: ['agent'], desks: ['south'] });
const recovered = (...past: readonly Past[]) => {
  const recovery = recoveryOf(worldAfter(past));
  if (recovery === undefined) throw new Error('it has ended');
  return recovery;
};

describe('an agent sends the address of the page', () => {
  it('to a registered mailbox or telephone, also after the approval and while it is granted', () => {
    for (const past of [[], PROVED.slice(2), APPROVED.slice(2), GRANTED.slice(2)])
      given(...TAKEN, ...past)
        .when(sends())
        .thenHappens({ type: 'LinkSent', contact: 'work', by: PEOPLE.agent });
    given(...TAKEN)
      .when(sends(ACTORS.agent, 'mobile'))
      .thenHappens({ type: 'LinkSent', contact: 'mobile' });
  });

  it('to nobody else: no contact that the caller names, none that cannot be clicked', () => {
    given(...TAKEN)
      .when(sends(ACTORS.agent, 'other'))
      .thenRefused('contact-unknown');
    for (const contact of ['desk', 'home'])
      given(...TAKEN)
        .when(sends(ACTORS.agent, contact))
        .thenRefused('contact-unreachable');
  });

  it('a few times only', () => {
    const often = Array.from({ length: MOST_LINKS }, () => sends());
    expect(recovered(...TAKEN, ...often).help.links).toBe(MOST_LINKS);
    given(...TAKEN, ...often)
      .when(sends())
      .thenRefused('recovery-full', { links: MOST_LINKS });
  });

  it('and proves nothing by it: the plan, its proofs and its countersignatures stay', () => {
    const before = recovered(...TAKEN, ...PROVED.slice(2), countersigns());
    const after = recovered(...TAKEN, ...PROVED.slice(2), countersigns(), sends());
    expect(after).toEqual({ ...before, help: { links: 1, desks: [], agents: [PEOPLE.agent] } });
  });

  it('not once it is stopped or being revoked', () => {
    for (const past of [
      [...GRANTED.slice(2), stops()],
      [...GRANTED.slice(2), stops(), revokes()],
    ])
      given(...TAKEN, ...past)
        .when(sends())
        .thenRefused('wrong-status');
  });

  it('only as an agent of a desk that has it, with no other part in it', () => {
    given(...TAKEN)
      .when(sends(inSouth))
      .thenRefused('desk-not-theirs');
    given(...TAKEN)
      .when(sends(ACTORS.manager))
      .thenRefused('role-missing');
    given(...TAKEN)
      .when(sends({ ...ACTORS.agent, nature: 'machine' }))
      .thenRefused('machine-cannot-decide');
    given(...TAKEN)
      .when(sends({ ...ACTORS.agent, assurance: 1 }))
      .thenRefused('assurance-too-low');
    given(...TAKEN, ...PROVED.slice(2))
      .when(sends({ ...ACTORS.verifier, roles: ['verifier', 'agent'], desks: ['north'] }))
      .thenRefused('conflicting-part');
  });
});

describe('an agent hands a recovery over', () => {
  it('to another desk, whose agents then go on', () => {
    const past = [...TAKEN, hands()];
    expect(desksOf(recovered(...past))).toEqual(['south']);
    given(...past)
      .when(sends(inSouth))
      .thenHappens({ type: 'LinkSent', by: inSouth.person });
  });

  it('which changes nothing of what is demanded: the desk that the policy judges stays', () => {
    const before = recovered(...TAKEN);
    expect(recovered(...TAKEN, hands())).toEqual({
      ...before,
      help: { links: 0, desks: ['south'], agents: [PEOPLE.agent] },
    });
  });

  it('who helped plays the agent`s part from then on (rule 1)', () => {
    const both = { ...inSouth, groups: ['identity'] } as const;
    given(...TAKEN, hands(), sends(both), ...PROVED.slice(2))
      .when(countersigns(both))
      .thenRefused('conflicting-part', { holds: 'agent', wants: 'approver' });
  });

  it('to a desk that the policy declares, and once', () => {
    const declared = underPolicy(aPolicy({ desks: ['north', 'south'] }));
    given(...TAKEN, declared)
      .when(hands('nowhere'))
      .thenRefused('desk-unknown', { desk: 'nowhere' });
    for (const policy of [declared, underPolicy(aPolicy({ desks: ['none', 'north'] }))])
      given(...TAKEN, policy)
        .when(hands('none'))
        .thenRefused('desk-unknown', { desk: 'none' });
    given(...TAKEN, declared, hands())
      .when(hands())
      .thenHappens();
  });

  it('a few times only', () => {
    const often = Array.from({ length: MOST_HANDOVERS }, (_, index) => hands(`desk-${index}`));
    given(...TAKEN, ...often)
      .when(hands('one-more'))
      .thenRefused('recovery-full');
  });

  it('not as somebody of a desk that does not have it', () => {
    given(...ASSESSED)
      .when(hands('south', inSouth))
      .thenRefused('desk-not-theirs');
  });
});
