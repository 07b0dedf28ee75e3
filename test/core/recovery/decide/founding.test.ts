import { describe, expect, it } from '@jest/globals';
import { decideFounding } from '../../../../lambdas/core/recovery/decide/founding.ts';
import type { Actor, FoundingCommand } from '../../../../lambdas/core/recovery/state/commands.ts';
import { NO_REGISTRY_FACTS, type RegistryFacts } from '../../../../lambdas/core/recovery/state/decision.ts';
import { INITIAL, type StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import { BOOTSTRAP_STREAM } from '../../../../lambdas/core/registry/bootstrap.ts';
import { identityStream } from '../../../../lambdas/core/registry/identity.ts';
import {
  ACTORS,
  ADMINISTRATORS,
  aContext,
  anEnvelope,
  aPerson,
  aPersonActor,
  NOW,
  PEOPLE,
  registryFacts,
  subjectOf,
} from '../../../support/fixtures.ts';

const OPERATOR: Actor = { by: 'operator' };
const [adam] = ADMINISTRATORS;

const decides = (
  command: FoundingCommand,
  stream: string,
  over: Partial<{ actor: Actor; registry: RegistryFacts; state: StreamState }> = {},
) => {
  const { actor = OPERATOR, registry = registryFacts(...ADMINISTRATORS), state = INITIAL } = over;
  return decideFounding(state, anEnvelope(command, { stream, actor, recovery: null }), aContext({ registry }));
};
const bootstraps = (over: Parameters<typeof decides>[2] = {}, stream: string = BOOTSTRAP_STREAM) =>
  decides({ type: 'BootstrapRegistry', administrators: ADMINISTRATORS }, stream, over);
const refusal = (code: string) => ({ accepted: false, refusal: { code } });

describe('the registry begins', () => {
  it('with one event that names both', () => {
    expect(bootstraps()).toMatchObject({ events: [{ type: 'RegistryBootstrapped', administrators: ADMINISTRATORS }] });
  });

  it.each(['person:adam', 'policy:active', 'registry:other'])('on its own stream and not on %s', (stream) => {
    expect(bootstraps({}, stream)).toMatchObject(refusal('proposal-mismatch'));
  });

  it.each([ACTORS.admin, { by: 'workflow' } as const])('by an operator and by nobody else: %j', (actor) => {
    expect(bootstraps({ actor })).toMatchObject(refusal('role-missing'));
  });

  it('once (rule 6)', () => {
    expect(bootstraps({ state: { ...INITIAL, bootstrap: ADMINISTRATORS } })).toEqual({ accepted: true, events: [] });
    const others = { ...INITIAL, bootstrap: [aPerson(), adam] as const };
    expect(bootstraps({ state: others })).toMatchObject(refusal('registry-not-empty'));
  });

  it('not before the identities of both are claimed for them', () => {
    expect(bootstraps({ registry: registryFacts(adam) })).toMatchObject(refusal('identity-unclaimed'));
  });
});

describe('the record of a first administrator', () => {
  const admits = (over: Parameters<typeof decides>[2] = {}, person = adam) =>
    decides({ type: 'AdmitAdministrator', person }, person.person, {
      registry: { ...NO_REGISTRY_FACTS, bootstrap: ADMINISTRATORS },
      ...over,
    });

  it('is the one that the bootstrap event names', () => {
    expect(admits()).toMatchObject({ events: [{ type: 'AdministratorAdmitted', person: adam }] });
    expect(admits({}, { ...adam, subjects: [subjectOf('eve')] })).toMatchObject(refusal('proposal-mismatch'));
    expect(admits({}, aPerson({ parts: ['admin'] }))).toMatchObject(refusal('proposal-mismatch'));
    expect(admits({ registry: NO_REGISTRY_FACTS })).toMatchObject(refusal('proposal-mismatch'));
    expect(admits({ actor: ACTORS.admin })).toMatchObject(refusal('role-missing'));
  });

  it('brings their first passkey with an event of its own, in front of the other one', () => {
    const passkeys = [{ credentialId: 'credential', publicKey: 'key', site: 'https://console.example.com' }];
    const [signing, other] = [{ ...adam, passkeys }, ADMINISTRATORS[1]];
    const registry = { ...NO_REGISTRY_FACTS, bootstrap: [signing, other] as const };
    expect(admits({ registry }, signing)).toMatchObject({
      events: [
        { type: 'AdministratorAdmitted' },
        {
          ...{ type: 'FirstPasskeyRecorded', person: adam.person, passkeys: ['credential'] },
          ...{ by: null, witness: other.person },
        },
      ],
    });
    expect(admits()).toMatchObject({ events: [{ type: 'AdministratorAdmitted' }] });
  });

  it('stays what two administrators have made of it since', () => {
    const changed = { ...INITIAL, person: { current: { ...adam, parts: [] }, proposal: null } };
    expect(admits({ state: changed })).toEqual({ accepted: true, events: [] });
  });
});

describe('an identity is claimed', () => {
  const identity = `subject:${subjectOf('sub-jane')}`;
  const claims = (over: Parameters<typeof decides>[2] = {}, stream = identityStream(identity)) =>
    decides({ type: 'ClaimIdentity', identity, holder: PEOPLE.jane }, stream, { actor: ACTORS.admin, ...over });

  it('by an administrator, for a record', () => {
    expect(claims()).toMatchObject({
      events: [{ type: 'IdentityClaimed', claim: { identity, holder: PEOPLE.jane, at: NOW, tier: null } }],
    });
  });

  it('with the highest tier that any record gave it', () => {
    const registry = { ...registryFacts(), inherited: 'critical' } as const;
    expect(claims({ registry })).toMatchObject({ events: [{ claim: { tier: 'critical' } }] });
  });

  it('not where another record has it, and says whose it is (rule 6)', () => {
    const registry = registryFacts(aPerson({ person: 'person:eve' }));
    expect(claims({ registry })).toMatchObject({
      refusal: { code: 'identity-taken', facts: { identity, holder: 'person:eve' } },
    });
    expect(claims({ registry: registryFacts(aPerson()) })).toMatchObject({ accepted: true });
  });

  it('on its own stream', () => {
    expect(claims({}, identityStream('address:jane@example.com'))).toMatchObject(refusal('proposal-mismatch'));
  });

  it.each([
    ['a stranger whose token says so', aPersonActor('person:oidc-0011223344556677', { roles: ['admin'] })],
    ['a registered person without the part', aPersonActor(PEOPLE.jane, { roles: ['admin'] })],
    ['an administrator by the record alone', aPersonActor(PEOPLE.admin)],
  ])('by no administrator who is %s', (_, actor) => {
    expect(claims({ actor })).toMatchObject(refusal('role-missing'));
  });

  it('by an operator for the first two only, once they are named', () => {
    const registry = { ...NO_REGISTRY_FACTS, bootstrap: ADMINISTRATORS };
    expect(claims({ actor: OPERATOR, registry })).toMatchObject(refusal('registry-not-empty'));
    const own = `subject:${adam.subjects[0]}`;
    const command = { type: 'ClaimIdentity', identity: own, holder: adam.person } as const;
    expect(decides(command, identityStream(own), { registry })).toMatchObject({ accepted: true });
  });
});
