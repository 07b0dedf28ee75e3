import { describe, expect, it } from '@jest/globals';
import { isDeclared } from '../../../lambdas/app/ledger/duty-statements.ts';
import { load } from '../../../lambdas/app/ledger/load.ts';
import { type SubmitServices, submit } from '../../../lambdas/app/ledger/submit.ts';
import { executeRecovery } from '../../../lambdas/app/workflow/execution.ts';
import { step } from '../../../lambdas/app/workflow/workflow-step.ts';
import { DRAINED } from '../../../lambdas/core/recovery/assess/assess.ts';
import { MOST_LOWERED } from '../../../lambdas/core/recovery/state/warnings.ts';
import { POLICY_STREAM } from '../../../lambdas/core/registry/adoption.ts';
import { SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { DutyWorld, INCIDENT, type Loosening, NOBODY, OLGA, OSCAR } from '../../support/duty-world.ts';
import { REF } from '../../support/execution-world.ts';
import { anEnvelope, anOpenRecovery, at, NOW } from '../../support/fixtures.ts';
import { BESIDE_A_DECISION } from '../../support/forged-decisions.ts';

const KINDS: readonly Loosening[] = ['lower', 'declare'];

describe.each(KINDS)('what somebody on duty loosens (%s)', (kind) => {
  it('is taken with the statement of whoever has a passkey, which the ledger keeps beside it', async () => {
    const duty = await DutyWorld.begin(kind);
    const signed = await duty.signs();
    const { refusal, commit } = await duty.decides(signed);
    expect([refusal, commit?.commit.events[0]]).toEqual([null, expect.objectContaining({ signed })]);
    expect(await duty.isLoosened()).toBe(true);
  });

  it.each(BESIDE_A_DECISION)('is refused with %s beside it, and changes nothing', async (_, forge) => {
    const duty = await DutyWorld.begin(kind);
    const signed = await forge(duty);
    const code = signed === undefined ? 'statement-missing' : 'statement-invalid';
    expect((await duty.decides(signed)).refusal).toMatchObject({ code });
    expect(await duty.isLoosened()).toBe(false);
  });

  it('is asked of nobody before their record has a passkey', async () => {
    const duty = await DutyWorld.begin(kind);
    await duty.enrols(OSCAR.person, null);
    expect((await duty.decides()).refusal).toBeNull();
    expect(await duty.isLoosened()).toBe(true);
  });
});

describe('what tightens at once', () => {
  const raise = { type: 'RaiseThreat', desk: null, until: at(3600), reason: 'many calls', drain: false } as const;

  it('waits for no passkey: a threat level is raised and an incident ended without one', async () => {
    const duty = await DutyWorld.begin('declare');
    expect((await duty.gives(raise)).refusal).toBeNull();
    await duty.decides(await duty.signs());
    expect((await duty.gives({ type: 'EndIncident', incident: 'INC-4711' })).refusal).toBeNull();
  });

  it('takes no statement that does not hold', async () => {
    const duty = await DutyWorld.begin('declare');
    const signed = await duty.signs({ kind: 'raise' });
    expect((await duty.gives({ ...raise, signed })).refusal).toEqual({
      ...{ code: 'statement-invalid', facts: { flaw: 'other-decision' } },
    });
  });
});

describe('execution, where the people’s family was captured (rule 10)', () => {
  it.each(BESIDE_A_DECISION)(
    'grants nothing in a drain that was lifted by hand with %s beside it',
    async (_, forge) => {
      const duty = await DutyWorld.begin('lower');
      await duty.forges(await forge(duty));
      expect(await duty.isLoosened()).toBe(true);
      await refuses(duty);
    },
  );

  it.each(BESIDE_A_DECISION)('makes no plan in a drain that was lifted by hand with %s beside it', async (_, forge) => {
    const duty = await DutyWorld.begin('lower');
    await duty.forges(await forge(duty));
    expect(await assessed(duty)).toEqual({ end: 'denied', says: [DRAINED] });
  });

  it('makes a plan after two people lifted the drain', async () => {
    const duty = await DutyWorld.begin('lower');
    await duty.decides(await duty.signs());
    expect(await assessed(duty)).toEqual({ end: undefined, says: [] });
  });

  it('makes no plan where nothing verifies that the drain was lifted', async () => {
    const duty = await DutyWorld.begin('lower');
    await duty.decides(await duty.signs());
    const { signatures: _, ...blind } = duty.world.services;
    expect(await assessed(duty, blind)).toEqual({ end: 'denied', says: [DRAINED] });
  });

  it.each<[string, (duty: DutyWorld) => Promise<unknown>]>([
    ['asked for it and signed twice', async (duty) => duty.forges(await duty.signsAsOlga(), { by: OLGA })],
    ['asked for it, by what they signed then', async (duty) => duty.forges(duty.asked, { by: OLGA })],
    ['is in no registry', async (duty) => duty.forges(undefined, { by: NOBODY })],
    [
      'is not on duty, and signed it',
      async (duty) => {
        await duty.enrols(OSCAR.person, duty.key, ['agent']);
        return duty.forges(await duty.signs());
      },
    ],
    [
      'got their passkey by hand',
      async (duty) => {
        duty.key = new SoftwareAuthenticator();
        await duty.putsRecord(duty.recordOf(OSCAR.person, duty.key));
        return duty.forges(await duty.signs());
      },
    ],
    [
      'lost their passkey by hand',
      async (duty) => {
        await duty.putsRecord(duty.recordOf(OSCAR.person, null));
        return duty.forges(undefined);
      },
    ],
    [
      'signed for it before it was declared',
      async (duty) => {
        const signed = await duty.signs({ at: at(-1) });
        return duty.forges(signed);
      },
    ],
  ])('grants nothing, and plans nothing, in a drain that was lifted by one who %s', async (_, does) => {
    const duty = await DutyWorld.begin('lower');
    await does(duty);
    expect(await duty.isLoosened()).toBe(true);
    expect(await assessed(duty)).toEqual({ end: 'denied', says: [DRAINED] });
    await refuses(duty);
  });

  it('grants nothing, and plans nothing, in a drain that a commit claims to have forgotten', async () => {
    const duty = await DutyWorld.begin('lower');
    const state = { ...(await load(duty.world.ledger, POLICY_STREAM)), threats: [] };
    await duty.writes('RaiseThreat', { type: 'CommandRefused', code: 'not-due', facts: {} }, OSCAR, { state });
    expect((await load(duty.world.ledger, POLICY_STREAM)).threats).toEqual([]);
    expect(await assessed(duty)).toEqual({ end: 'denied', says: [DRAINED] });
    await refuses(duty);
  });

  it('grants nothing, and plans nothing, in a drain that a commit of a time to come would have outlasted', async () => {
    const duty = await DutyWorld.begin('lower');
    const threat = { id: 'x', desk: null, until: at(9e9), reason: 'x', by: OSCAR.person, at: NOW, drain: false };
    await duty.writes('RaiseThreat', { type: 'ThreatRaised', threat }, OSCAR, { at: at(8e9) });
    expect((await load(duty.world.ledger, POLICY_STREAM)).threats).toMatchObject([{ id: 'x' }]);
    expect(await assessed(duty)).toEqual({ end: 'denied', says: [DRAINED] });
    await refuses(duty);
  });

  it('grants nothing in a drain of whose lowering so many others were to make it forget', async () => {
    const duty = await DutyWorld.begin('lower');
    await duty.forges(undefined);
    for (let count = 0; count <= MOST_LOWERED; count += 1) {
      const id = `other-${count}`;
      const threat = { id, desk: null, until: at(3600), reason: 'calls', by: OSCAR.person, at: NOW, drain: false };
      await duty.writes('RaiseThreat', { type: 'ThreatRaised', threat });
      await duty.writes('LowerThreat', { type: 'ThreatLowered', threat: id, by: OSCAR.person });
    }
    await refuses(duty);
  });

  it('executes although one of the two is on duty no more, and the other one has another passkey', async () => {
    const duty = await DutyWorld.begin('lower');
    await duty.decides(await duty.signs());
    duty.world.surroundings.advance(1);
    await duty.enrols(OLGA.person, duty.olgas, ['agent']);
    await duty.enrols(OSCAR.person, new SoftwareAuthenticator());
    await executeRecovery(duty.world.services, REF);
    expect(await duty.world.status()).toBe('granted');
  });

  it('executes after two people lifted the drain', async () => {
    const duty = await DutyWorld.begin('lower');
    await duty.decides(await duty.signs());
    await executeRecovery(duty.world.services, REF);
    expect(await duty.world.status()).toBe('granted');
  });

  it.each(BESIDE_A_DECISION)('executes no emergency plan of an incident with %s beside it', async (_, forge) => {
    const duty = await DutyWorld.begin('declare');
    await duty.forges(await forge(duty));
    await duty.brokenAndSigned();
    await expect(executeRecovery(duty.world.services, REF)).rejects.toMatchObject({ message: 'incident-undeclared' });
    await refuses(duty);
  });

  it('executes the emergency plan of an incident that somebody on duty signed', async () => {
    const duty = await DutyWorld.begin('declare');
    await duty.decides(await duty.signs());
    await duty.brokenAndSigned();
    await executeRecovery(duty.world.services, REF);
    expect(await duty.world.status()).toBe('granted');
  });
});

describe('an incident', () => {
  const HOUR = 3600;
  const DAY = 86_400;

  /** Whether it opens anything so many seconds later. */
  async function opens(duty: DutyWorld, declaredIn: number, seconds = 0): Promise<boolean> {
    const { incident } = INCIDENT;
    return isDeclared(duty.world.services, { incident, by: OLGA.person, declaredIn }, at(seconds));
  }

  it('opens an execution until it is over for a day', async () => {
    const duty = await DutyWorld.begin('declare');
    const seq = (await duty.decides(await duty.signs())).commit?.commit.seq ?? 0;
    expect(await opens(duty, seq, HOUR + DAY - 1)).toBe(true);
    expect(await opens(duty, seq, HOUR + DAY)).toBe(false);
    expect(await opens(duty, seq + 1)).toBe(false);
  });

  it.each<[string, (duty: DutyWorld) => Promise<number>]>([
    ['of somebody who is in no registry', (duty) => duty.forges(undefined, { by: NOBODY })],
    [
      'of somebody who is not on duty, and signed it',
      async (duty) => {
        await duty.enrols(OSCAR.person, duty.key, ['agent']);
        return duty.forges(await duty.signs());
      },
    ],
    [
      'of somebody without a passkey, for longer than a day',
      async (duty) => {
        await duty.enrols(OSCAR.person, null);
        return duty.forges(undefined, { until: at(DAY + 1) });
      },
    ],
  ])('that was declared by hand in the name %s, opens nothing', async (_, forge) => {
    const duty = await DutyWorld.begin('declare');
    expect(await opens(duty, await forge(duty))).toBe(false);
  });
});

const SECOND = { account: REF.account, recovery: 'rec-2' };

/** What becomes of a second recovery of the account, which is opened now, when its plan is to be made. */
async function assessed({ world }: DutyWorld, services: SubmitServices = world.services) {
  const opened = anEnvelope(anOpenRecovery({ action: 'unlock' }), { id: 'second', recovery: SECOND.recovery });
  await submit(world.services, opened);
  const command = { type: 'AssessRecovery', directoryTier: null } as const;
  const { commit, state } = await step(services, SECOND, command);
  const says = commit?.commit.events.flatMap((one) => (one.type === 'RecoveryDenied' ? one.reasons : []));
  return { end: state.ended.find(({ id }) => id === SECOND.recovery)?.end, says };
}

/** Nothing reaches the directory, whatever the state machine is told. */
async function refuses({ world }: DutyWorld): Promise<void> {
  await executeRecovery(world.services, REF).catch(() => undefined);
  expect([world.directory.issued, world.directory.password]).toEqual([0, null]);
}
