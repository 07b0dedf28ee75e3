import { describe, expect, it } from '@jest/globals';
import { mayHandOver } from '../../../../lambdas/core/recovery/decide/claim.ts';
import type { Grant } from '../../../../lambdas/core/recovery/state/grant.ts';
import { NO_HELP } from '../../../../lambdas/core/recovery/state/help.ts';
import type { Recovery } from '../../../../lambdas/core/recovery/state/state.ts';
import {
  assesses,
  binds,
  claims,
  countersigns,
  executes,
  hears,
  issues,
  OTHER_PAGE,
  opens,
  PAGE,
  proves,
  stops,
  vouches,
} from '../../../support/deeds.ts';
import { ACTORS, at, NOW, PEOPLE } from '../../../support/fixtures.ts';
import { policyThat } from '../../../support/policies.ts';
import { answers, asked, asks, gives, provingWorld, waiting } from '../../../support/proving.ts';
import {
  type Deed,
  givenIn,
  later,
  type Past,
  recoveryOf,
  underPolicy,
  type World,
  worldAfter,
} from '../../../support/specification.ts';

const given = (...past: readonly Past[]) => givenIn(provingWorld(), ...past);
const granted = [countersigns(), executes(), issues()];
const twoCodes = [...waiting(), ...gives('issued-code-email'), ...gives('saved-code')];

describe('rule 13: on the requester`s page, a credential goes', () => {
  it('to the page on which the proofs were given, for the requester, once', () => {
    const world = given(...twoCodes, ...granted)
      .when(claims(PAGE))
      .thenHappens({ type: 'GrantClaimed', by: PEOPLE.jane });
    givenIn(world).when(claims(PAGE)).thenRefused('already-claimed');
    givenIn(world).when(claims(ACTORS.jane)).thenRefused('claim-on-page');
  });

  it('to no other page, whoever has its address', () => {
    given(...twoCodes, ...granted)
      .when(claims(OTHER_PAGE))
      .thenRefused('not-the-requester');
  });

  it('to no page whose answer came too late to be a proof', () => {
    const late = [asks('passkey', { actor: OTHER_PAGE }), answers({ actor: OTHER_PAGE })];
    given(...twoCodes, ...granted, ...late)
      .when(claims(OTHER_PAGE))
      .thenRefused('not-the-requester');
  });

  it('to no page that only added a proof to what others had proved', () => {
    const seen = [...waiting([{ method: 'in-person' }]), proves(), ...gives('issued-code-email')];
    given(...seen, ...granted)
      .when(claims(PAGE))
      .thenRefused('not-the-requester');
    given(...seen, ...granted)
      .when(claims(ACTORS.jane))
      .thenRefused('claim-on-page');
  });

  it('to no session of the owner, which may be what is being recovered', () => {
    for (const assurance of [1, 2, 3] as const)
      given(...twoCodes, ...granted)
        .when(claims({ ...ACTORS.jane, assurance }))
        .thenRefused('claim-on-page');
  });

  it('to a page that proved its part, where whoever confirmed the other part named that page', () => {
    const both = waiting([{ class: 'repeated-proofing' }, { class: 'saved-code' }]);
    const named = [...both, ...gives('saved-code'), vouches(ACTORS.verifier, 'in-person')];
    given(...named, ...granted)
      .when(claims(PAGE))
      .thenHappens({ type: 'GrantClaimed' });
    given(...both, asks('saved-code'), vouches(ACTORS.verifier, 'in-person'), answers(), ...granted)
      .when(claims(PAGE))
      .thenHappens({ type: 'GrantClaimed' });
  });

  it('to no page of a thief who has the mailbox, while the manager speaks for the owner', () => {
    const manager = { ...ACTORS.manager, assurance: 3 } as const;
    const thief = gives('issued-code-email', { actor: OTHER_PAGE });
    const vouched: readonly Deed[] = [asks('totp'), vouches(manager, 'manager-attestation')];
    for (const past of [
      [proves(manager, 'manager-attestation'), ...thief],
      [...thief, proves(manager, 'manager-attestation')],
      [...vouched, ...thief],
      [...thief, ...vouched],
    ])
      expect(recoveryOf(worldAfter([...waiting(), ...past], provingWorld()))?.status).toBe('proofing');
    const proved = [...waiting(), ...thief, ...vouched, ...gives('totp')];
    given(...proved, ...granted)
      .when(claims(OTHER_PAGE))
      .thenRefused('not-the-requester');
    given(...proved, ...granted)
      .when(claims(PAGE))
      .thenHappens({ type: 'GrantClaimed' });
  });

  it('to a page that gave nothing itself, where whoever saw the requester named it', () => {
    const seen = [...waiting([{ method: 'in-person' }]), hears(), vouches(ACTORS.verifier, 'in-person')];
    given(...seen, ...granted)
      .when(claims(PAGE))
      .thenHappens({ type: 'GrantClaimed', by: PEOPLE.jane });
    given(...seen, hears(OTHER_PAGE), ...granted)
      .when(claims(OTHER_PAGE))
      .thenRefused('not-the-requester');
  });

  it('to no page of which only one of two people who confirmed has spoken', () => {
    const both = waiting([{ method: 'in-person' }, { method: 'manager-attestation' }]);
    const manager = { ...ACTORS.manager, assurance: 3 } as const;
    const seen = [...both, hears(), vouches(ACTORS.verifier, 'in-person'), proves(manager, 'manager-attestation')];
    given(...seen, ...granted)
      .when(claims(PAGE))
      .thenRefused('not-the-requester');
    given(...seen, ...granted, binds(manager, 'manager-attestation'))
      .when(claims(PAGE))
      .thenHappens({ type: 'GrantClaimed' });
  });

  it('to each page that proved the whole plan by itself, and then to the one that is first', () => {
    const any = waiting([{ method: 'passkey' }]);
    const world = worldAfter([...any, ...gives('passkey'), ...granted], provingWorld());
    givenIn(world).when(claims(OTHER_PAGE)).thenRefused('not-the-requester');
    givenIn(world).when(claims(PAGE)).thenHappens({ type: 'GrantClaimed' });
  });

  it('to a page that proved enough by itself, though somebody else did too', () => {
    const any = underPolicy(
      policyThat({ proofs: { any: [{ leaf: { method: 'in-person' } }, { leaf: { method: 'passkey' } }], of: 1 } }),
    );
    const [, opened, assessed] = waiting();
    given(any, ...([opened, assessed] as Past[]), ...gives('passkey'), proves(), ...granted)
      .when(claims(PAGE))
      .thenHappens({ type: 'GrantClaimed' });
  });

  it('to no machinery, vendor or ticket system', () => {
    for (const actor of [
      { by: 'workflow' },
      { by: 'vendor', source: 'idv' },
      { by: 'ticket-system', source: 'jira' },
    ] as const)
      given(...twoCodes, ...granted)
        .when(claims(actor))
        .thenRefused('not-the-requester');
  });
});

describe('rule 13: whoever confirmed a proof names the page again', () => {
  const seen = [...waiting([{ method: 'in-person' }]), proves(), hears()];
  const verifier = ACTORS.verifier;

  it('while it is granted and nobody has claimed, and then it is taken there', () => {
    given(...seen, ...granted, binds(verifier, 'in-person'))
      .when(claims(PAGE))
      .thenHappens({ type: 'GrantClaimed', by: PEOPLE.jane });
    given(
      ...seen,
      ...granted,
      binds(verifier, 'in-person'),
      hears(OTHER_PAGE),
      binds(verifier, 'in-person', OTHER_PAGE),
    )
      .when(claims(PAGE))
      .thenRefused('not-the-requester');
  });

  it('while it waits for approval or is executed, so that everybody sees before it who will take it', () => {
    for (const then of [[], [countersigns()], [countersigns(), executes()]] as const) {
      given(...seen, ...then)
        .when(binds(verifier, 'in-person'))
        .thenHappens({ type: 'ProofBound' });
    }
    given(...seen, binds(verifier, 'in-person'), ...granted)
      .when(claims(PAGE))
      .thenHappens({ type: 'GrantClaimed', by: PEOPLE.jane });
  });

  it('without a void countersignature: the digest is of the evidence, not of the page', () => {
    given(...seen, countersigns(), binds(verifier, 'in-person'))
      .when(executes())
      .thenHappens({ type: 'ExecutionStarted' });
  });

  it('and not before it is proved, where nothing can be taken, nor after', () => {
    given(...waiting([{ method: 'in-person' }, { method: 'manager-attestation' }]), proves(), hears())
      .when(binds(verifier, 'in-person'))
      .thenRefused('wrong-status');
    given(opens({ action: 'unlock' }), assesses(), proves(), hears())
      .when(binds(verifier, 'in-person'))
      .thenRefused('nothing-to-claim');
    given(...seen, ...granted, stops())
      .when(binds(verifier, 'in-person'))
      .thenRefused('wrong-status');
    given(...seen, ...granted, binds(verifier, 'in-person'), claims(PAGE))
      .when(binds(verifier, 'in-person', OTHER_PAGE))
      .thenRefused('already-claimed');
    given(...seen, ...granted, later(30 * 86_400))
      .when(binds(verifier, 'in-person'))
      .thenRefused('nothing-to-claim');
  });

  it('and changes nothing of the evidence that was countersigned', () => {
    const world = worldAfter([...seen, ...granted], provingWorld());
    const bound = worldAfter([binds(verifier, 'in-person')], world);
    expect(recoveryOf(bound)?.proofs).toEqual(recoveryOf(world)?.proofs);
    givenIn(bound).when(binds(verifier, 'in-person')).thenHappens();
  });

  it('only of a proof of their own, while they hold the part, and of a page that heard the help desk', () => {
    const other = { ...verifier, person: 'person:vic-verifier', aliases: [] } as const;
    const world = given(...seen, ...granted);
    world.when(binds(other, 'in-person')).thenRefused('proof-unknown');
    const again = given(...seen, ...granted);
    again.when(binds(verifier, 'live-video')).thenRefused('proof-unknown');
    given(...seen, ...granted)
      .when(binds({ ...verifier, roles: [] }, 'in-person'))
      .thenRefused('role-missing');
    given(...seen, ...granted)
      .when(binds({ ...verifier, nature: 'machine' }, 'in-person'))
      .thenRefused('machine-cannot-decide');
    given(...seen, ...granted)
      .when(binds(ACTORS.jane, 'in-person'))
      .thenRefused('conflicting-part');
    given(...seen, ...granted)
      .when(binds(verifier, 'in-person', OTHER_PAGE))
      .thenRefused('page-unknown');
    given(...seen, ...granted)
      .when(binds(verifier, 'totp'))
      .thenRefused('method-not-theirs');
  });
});

const saysNo = (over: object = {}, actor: Deed['actor'] = PAGE): Deed => ({
  actor,
  command: { type: 'StopRecovery', reason: 'this was not me', cause: 'withdrawn', ...over },
});

/** With the answer to the challenge that was issued last. */
const saysNoByAnswer = (actor: Deed['actor'] = PAGE): Deed => ({
  actor,
  command: (world: World) => ({
    ...{
      type: 'StopRecovery',
      reason: 'this was not me',
      cause: 'withdrawn',
      warrant: { by: 'challenge', challenge: asked(world).id },
    },
  }),
});

describe('rule 11: on the requester`s page, stopping needs', () => {
  const byToken = saysNo({ warrant: { by: 'stop-token' } });

  it('the link of a notice', () => {
    given(...waiting())
      .when(byToken)
      .thenHappens({ type: 'RecoveryStopped', by: null });
    given(...twoCodes, ...granted)
      .when(byToken)
      .thenHappens({ type: 'StopRequested', by: null });
  });

  it('or a right answer to any challenge, given on the same page', () => {
    given(...waiting(), ...gives('issued-code-email'))
      .when(saysNoByAnswer())
      .thenHappens({ type: 'RecoveryStopped' });
    given(...waiting(), asks('issued-code-email'))
      .when(saysNoByAnswer())
      .thenRefused('stop-unproved');
    given(...waiting(), ...gives('issued-code-email'))
      .when(saysNoByAnswer(OTHER_PAGE))
      .thenRefused('stop-unproved');
  });

  it('which the subject can give also when somebody else has proved, and when it is granted', () => {
    const mine = gives('passkey', { actor: OTHER_PAGE });
    given(...twoCodes, ...mine)
      .when(saysNoByAnswer(OTHER_PAGE))
      .thenHappens({ type: 'RecoveryStopped' });
    const world = given(...twoCodes, ...granted, ...mine)
      .when(saysNoByAnswer(OTHER_PAGE))
      .thenHappens({ type: 'StopRequested', by: null });
    expect(recoveryOf(world)?.stopped).toBe(true);
  });

  it('and nothing less: the address of the page changes nothing', () => {
    given(...waiting())
      .when(saysNo())
      .thenRefused('stop-unproved');
    given(...waiting())
      .when(saysNo({ warrant: { by: 'challenge', challenge: 'of-another' } }))
      .thenRefused('stop-unproved');
    for (const actor of [
      { by: 'vendor', source: 'idv' },
      { by: 'ticket-system', source: 'jira' },
    ] as const)
      given(...waiting())
        .when(saysNo({ warrant: { by: 'stop-token' } }, actor))
        .thenRefused('person-unknown');
  });

  it('nothing of somebody who is signed in', () => {
    given(...waiting())
      .when(stops())
      .thenHappens({ type: 'RecoveryStopped', by: PEOPLE.jane });
  });
});

describe('what a proof relied on', () => {
  const start = [...waiting(), ...gives('issued-code-email'), ...gives('totp'), countersigns()];
  const without =
    (change: Partial<World['state']>) =>
    (world: World): World => ({ ...world, state: { ...world.state, ...change } });

  it.each<[string, Past]>([
    ['an authenticator that the owner has removed', without({ authenticators: [] })],
    [
      'a contact that has changed since',
      (world) => {
        const { current } = world.state.profile;
        if (current === null) return world;
        const contacts = current.contacts.map((one) => ({ ...one, since: world.context.now }));
        return without({ profile: { current: { ...current, contacts }, proposal: null } })(world);
      },
    ],
  ])('is asked for again before it is executed: %s', (_, change) => {
    given(...start, later(1), change, later(1))
      .when(executes())
      .thenHappens({ type: 'PlanVoided', cause: 'the proofs hold no more' }, { type: 'RecoveryAssessed' });
  });

  it('is enough while it is there', () => {
    expect(recoveryOf(worldAfter([...start, executes()], provingWorld()))?.status).toBe('executing');
  });
});

const grant: Grant = {
  ...{ id: 'grant-1', startedAt: NOW, expiresAt: at(3600), reference: 'ref', passwordVersion: null, claimable: true },
  claim: { command: 'cmd-1', at: at(60) },
  ...{ supersededBy: null, supersedes: [] },
};

const recovery: Recovery = {
  ...{ id: 'rec-1', action: 'reset-password', status: 'granted', openedAt: NOW, stageAt: NOW, halfAt: null },
  ...{
    requester: PEOPLE.jane,
    subject: PEOPLE.jane,
    agent: null,
    channel: 'api',
    desk: null,
    reason: 'lost it',
    ticket: null,
    requestedSeconds: null,
    caller: null,
    network: null,
  },
  ...{
    plan: null,
    proofs: [],
    challenges: [],
    pages: [],
    bindings: {},
    help: NO_HELP,
    countersignatures: [],
    executeNotBefore: null,
    stopped: false,
    failure: null,
    emergency: null,
    sample: null,
    subjectSaid: null,
    reviewer: null,
  },
  grant,
};

describe('a credential is handed over', () => {
  it.each([60, 61, 360])('to the claim that has it, up to 300 s after it: %d', (seconds) => {
    expect(mayHandOver(recovery, 'cmd-1', at(seconds))).toBe(true);
  });

  it.each<readonly [string, Partial<Recovery>, string, number]>([
    ['to another claim', {}, 'cmd-2', 61],
    ['later', {}, 'cmd-1', 361],
    ['before it is claimed', { grant: { ...grant, claim: null } }, 'cmd-1', 61],
    ['without a grant', { grant: null }, 'cmd-1', 61],
    ['once it is stopped', { stopped: true }, 'cmd-1', 61],
    ['while it is revoked', { status: 'revoking' }, 'cmd-1', 61],
    ['at its end', { grant: { ...grant, expiresAt: at(61) } }, 'cmd-1', 61],
  ])('not %s', (_, over, command, seconds) => {
    expect(mayHandOver({ ...recovery, ...over }, command, at(seconds))).toBe(false);
  });
});
