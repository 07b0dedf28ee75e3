import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Administrators } from '../../lambdas/core/registry/bootstrap.ts';
import { BOOTSTRAP_STREAM } from '../../lambdas/core/registry/bootstrap.ts';
import { digestOf } from '../../lambdas/core/values/hash.ts';
import { ApiWorld } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { ADMINISTRATORS, aPerson, PEOPLE, subjectOf } from '../support/fixtures.ts';

const world = new ApiWorld();
composed('ledger', { submitServices: world.services });
const { handler } = await import('../../lambdas/handlers/bootstrap.ts');

beforeEach(() => {
  world.rows.clear();
  world.faults = undefined;
});

const [adam, ada] = ADMINISTRATORS;
const bootstraps = (administrators: Administrators | object) => handler({ administrators });
const recordOf = async (person: string) => (await world.state(person)).person.current;

describe('the first two administrators (rule 6)', () => {
  it('are named by one event with issuer and subject of both, and have their records then', async () => {
    expect(await bootstraps(ADMINISTRATORS)).toEqual({
      administrators: [PEOPLE.admin, PEOPLE.secondAdmin],
      digest: digestOf(ADMINISTRATORS),
    });
    expect(world.events(BOOTSTRAP_STREAM)).toMatchObject([
      { type: 'RegistryBootstrapped', administrators: [{ subjects: adam.subjects }, { subjects: ada.subjects }] },
    ]);
    expect([await recordOf(adam.person), await recordOf(ada.person)]).toEqual(ADMINISTRATORS);
  });

  it.each([
    ['two others', [aPerson({ person: 'person:eve', subjects: [subjectOf('eve')], parts: ['admin'] }), ada]],
    ['the same two the other way round', [ada, adam]],
    ['one of them with another subject', [{ ...adam, subjects: [subjectOf('eve')] }, ada]],
  ])('are named once: the door is shut for %s', async (_, others) => {
    await bootstraps(ADMINISTRATORS);
    const before = world.heights();
    await expect(bootstraps(others)).rejects.toMatchObject({ code: 'registry-not-empty' });
    expect(world.heights()).toEqual({ ...before, [BOOTSTRAP_STREAM]: 2 });
    expect((await world.state(BOOTSTRAP_STREAM)).bootstrap).toEqual(ADMINISTRATORS);
  });

  it('are not named again by the same two, which changes nothing', async () => {
    await bootstraps(ADMINISTRATORS);
    const before = world.heights();
    await bootstraps(ADMINISTRATORS);
    expect(world.heights()).toEqual(before);
  });

  it.each([
    ['one human twice', [adam, adam]],
    ['two who look alike', [adam, { ...ada, name: adam.name.toUpperCase() }]],
    ['one human under two names', [adam, { ...ada, subjects: adam.subjects }]],
    [
      'two who share a mailbox',
      [
        { ...adam, addresses: ['it@example.com'] },
        { ...ada, addresses: ['IT+ada@example.com'] },
      ],
    ],
    ['a machine', [adam, { ...ada, nature: 'machine' }]],
    ['somebody without the part', [adam, { ...ada, parts: [] }]],
    ['somebody who cannot sign in', [adam, { ...ada, subjects: [] }]],
  ])('are not %s: that is recorded, and the door stays open', async (_, two) => {
    await expect(bootstraps(two)).rejects.toMatchObject({ code: 'administrators-alike' });
    expect(world.heights()).toEqual({ [BOOTSTRAP_STREAM]: 1 });
    await bootstraps(ADMINISTRATORS);
  });

  it.each([{}, { administrators: [adam] }, { administrators: [adam, ada, adam] }, { administrators: 'both' }, null])(
    'are not what cannot be read: %j',
    async (input) => {
      await expect(handler(input)).rejects.toMatchObject({ code: 'fields-invalid' });
      expect(world.heights()).toEqual({});
    },
  );

  it('are both there in the end, whichever write the crash came at', async () => {
    for (const fault of ['before', 'after'] as const)
      for (let nth = 1; nth <= 5; nth += 1) {
        world.rows.clear();
        let appends = 0;
        world.faults = (operation) => {
          if (operation === 'append') appends += 1;
          return operation === 'append' && appends === nth ? fault : 'none';
        };
        await expect(bootstraps(ADMINISTRATORS)).rejects.toMatchObject({ retryable: true });
        world.faults = undefined;
        await bootstraps(ADMINISTRATORS);
        expect([await recordOf(adam.person), await recordOf(ada.person)]).toEqual(ADMINISTRATORS);
        expect(world.events(BOOTSTRAP_STREAM).filter(({ type }) => type === 'RegistryBootstrapped')).toHaveLength(1);
      }
  });
});
