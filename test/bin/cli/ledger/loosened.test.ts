import { describe, expect, it } from '@jest/globals';
import { executeRecovery } from '../../../../lambdas/app/workflow/execution.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { POLICY_STREAM } from '../../../../lambdas/core/registry/adoption.ts';
import { DutyWorld, INCIDENT, type Loosening, NOBODY, OLGA, OSCAR, THREAT } from '../../../support/duty-world.ts';
import { REF } from '../../../support/execution-world.ts';
import { at, NOW } from '../../../support/fixtures.ts';
import { BESIDE_A_DECISION } from '../../../support/forged-decisions.ts';
import { forgedAfter } from '../../../support/forgery.ts';
import { verifiedOffline } from '../../../support/verified-offline.ts';

const verified = ({ world }: DutyWorld, without: readonly string[] = []) => verifiedOffline(world.rows, without);

const ON_DUTY: readonly (readonly [kind: Loosening, name: string])[] = [
  ['lower', 'end of a threat level'],
  ['declare', 'declaration of an incident'],
];

describe.each(ON_DUTY)('ledger verify, offline, of what people on duty loosened (%s)', (kind, name) => {
  it('is intact where they signed', async () => {
    const duty = await DutyWorld.begin(kind);
    await duty.decides(await duty.signs());
    const { code, out } = await verified(duty);
    expect([code, out]).toEqual([0, expect.stringMatching(/^intact: /)]);
  });

  it.each(BESIDE_A_DECISION)('names a decision with %s beside it', async (_, forge) => {
    const duty = await DutyWorld.begin(kind);
    const seq = await duty.forges(await forge(duty));
    const { code, out } = await verified(duty);
    expect(code).toBe(4);
    expect(out).toContain(`commit ${seq} of \`policy:active\`: ${OSCAR.person} did not sign this ${name}`);
    expect(out).toContain('Suspect the functions of the people’s family');
  });

  it('names a decision of somebody who was not on duty then, and says so of nobody who left later', async () => {
    const duty = await DutyWorld.begin(kind);
    await duty.enrols(OSCAR.person, duty.key, ['agent']);
    const seq = await duty.forges(await duty.signs());
    const { code, out } = await verified(duty);
    expect([code, out]).toEqual([4, expect.stringContaining(`commit ${seq} of \`policy:active\``)]);
    expect(out).toContain(`${OSCAR.person} was not on duty at the time of this ${name} (not-on-duty)`);

    const honest = await DutyWorld.begin(kind);
    await honest.decides(await honest.signs());
    honest.world.surroundings.advance(1);
    await honest.enrols(OSCAR.person, honest.key, ['agent']);
    expect((await verified(honest)).code).toBe(0);
  });

  it('cannot tell of somebody who is in no registry', async () => {
    const duty = await DutyWorld.begin(kind);
    await duty.forges(undefined, { by: NOBODY });
    const { code, out } = await verified(duty);
    expect([code, out]).toEqual([4, expect.stringContaining(`nobody can tell whether ${NOBODY.person} signed`)]);
  });
});

describe('ledger verify, offline, of what people on duty tightened', () => {
  const raise = { type: 'RaiseThreat', desk: null, until: at(3600), reason: 'many calls', drain: false } as const;

  it('is intact without a signature', async () => {
    const duty = await DutyWorld.begin('declare');
    await duty.decides(await duty.signs());
    await duty.gives(raise);
    await duty.gives({ type: 'EndIncident', incident: INCIDENT.incident });
    expect((await verified(duty)).code).toBe(0);
  });

  it.each<[string, string, (duty: DutyWorld, signed: unknown) => Promise<number>]>([
    [
      'a threat level',
      'threat level',
      (duty, signed) => {
        const threat = { id: 'threat-2', desk: null, until: at(60), reason: 'x', by: OSCAR.person, at: NOW };
        return duty.writes('RaiseThreat', {
          ...{ type: 'ThreatRaised', threat: { ...threat, drain: true }, signed },
        } as LedgerEvent);
      },
    ],
    [
      'the end of an incident',
      'end of an incident',
      (duty, signed) => {
        const ended = { type: 'IncidentEnded', incident: INCIDENT.incident, by: OSCAR.person, signed };
        return duty.writes('EndIncident', ended as LedgerEvent);
      },
    ],
  ])('names %s beside which somebody else’s statement stands', async (_, name, writes) => {
    const duty = await DutyWorld.begin('declare');
    const seq = await writes(duty, await duty.signs());
    const { code, out } = await verified(duty);
    expect([code, out]).toEqual([4, expect.stringContaining(`commit ${seq} of \`policy:active\``)]);
    expect(out).toContain(`${OSCAR.person} did not sign this ${name} (other-decision)`);
  });
});

describe('ledger verify, offline, of two people on duty who were not two', () => {
  it.each<[string, string, (duty: DutyWorld) => Promise<number>]>([
    [
      'signs twice',
      'ended alone what two people end by this end of a threat level (not-asked)',
      async (duty) => duty.forges(await duty.signsAsOlga({ at: at(1) }), { by: OLGA }),
    ],
    [
      'signed once, for both',
      'signed only an earlier one, not this end of a threat level (repeated)',
      (duty) => duty.forges(duty.asked, { by: OLGA }),
    ],
  ])('names the end of a drain for which one of them %s', async (_, says, forge) => {
    const duty = await DutyWorld.begin('lower');
    const seq = await forge(duty);
    const { code, out } = await verified(duty);
    expect(code).toBe(4);
    expect(out).toContain(`commit ${seq} of \`policy:active\`: ${OLGA.person} ${says}`);
  });

  it('names an end that was signed before the drain was declared', async () => {
    const duty = await DutyWorld.begin('lower');
    const seq = await duty.forges(await duty.signs({ at: at(-1) }));
    const { out } = await verified(duty);
    expect(out).toContain(`commit ${seq} of \`policy:active\`: ${OSCAR.person} did not sign this`);
    expect(out).toContain('(not-of-now)');
  });

  it('names an end for which nobody had asked', async () => {
    const duty = await DutyWorld.begin('declare');
    const threat = { id: THREAT, desk: null, until: at(3600), reason: 'calls', by: OLGA.person, at: NOW, drain: true };
    await duty.writes('RaiseThreat', { type: 'ThreatRaised', threat }, OLGA);
    await duty.enrols(OSCAR.person, null);
    await duty.writes('LowerThreat', { type: 'ThreatLowered', threat: THREAT, by: OSCAR.person });
    const { code, out } = await verified(duty);
    expect([code, out]).toEqual([4, expect.stringContaining('(not-asked)')]);
  });
});

describe('ledger verify, offline, of incidents', () => {
  it('names one that somebody without a passkey declared by hand for longer than a day', async () => {
    const duty = await DutyWorld.begin('declare');
    await duty.enrols(OSCAR.person, null);
    await duty.forges(undefined, { until: at(86_401) });
    expect((await verified(duty)).out).toContain('declaration of an incident (not-of-now)');
  });

  /** An emergency plan of a declared incident was executed. */
  async function executed(): Promise<DutyWorld> {
    const duty = await DutyWorld.begin('declare');
    await duty.decides(await duty.signs());
    await duty.brokenAndSigned();
    await executeRecovery(duty.world.services, REF);
    return duty;
  }

  it('is intact where the incident of an emergency plan was declared', async () => {
    const { code, out } = await verified(await executed());
    expect([code, out]).toEqual([0, expect.stringMatching(/^intact: /)]);
  });

  it('cannot tell where the stream of the policy is missing', async () => {
    const { code, out } = await verified(await executed(), [POLICY_STREAM]);
    expect([code, out]).toEqual([4, expect.stringContaining('(policy-missing)')]);
  });

  it.each([
    ['one that nobody declared', 'INC-0', 1],
    ['one of another name', 'INC-0', null],
    ['one that another commit declared', INCIDENT.incident, 1],
  ])('names an execution whose glass was broken by hand under %s', async (_, incident, place) => {
    const duty = await DutyWorld.begin('declare');
    const declaredIn = (await duty.decides(await duty.signs())).commit?.commit.seq ?? 0;
    const { ledger, surroundings } = duty.world;
    const puts = async (family: 'people' | 'workflow', command: 'BreakGlass' | 'StartExecution', event: object) => {
      const about = { stream: REF.account, family, command, at: surroundings.now() } as const;
      const made = forgedAfter(await ledger.head(REF.account), { ...about, events: [event as LedgerEvent] });
      await ledger.append(made);
      return made.commit.seq;
    };
    const broken = { type: 'GlassBroken', incident, by: OLGA.person, declaredIn: place ?? declaredIn, reason: 'x' };
    await puts('people', 'BreakGlass', broken);
    const begun = { digest: await duty.world.digest(), grant: 'forged', expiresAt: at(3600), sample: null };
    const seq = await puts('workflow', 'StartExecution', { type: 'ExecutionStarted', ...begun });
    const { code, out } = await verified(duty);
    expect(code).toBe(4);
    expect(out).toContain(`commit ${seq} of \`${REF.account}\`: the glass was broken for this execution under an`);
  });
});
