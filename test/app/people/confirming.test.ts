import { describe, expect, it } from '@jest/globals';
import { BESIDE_A_CONFIRMATION, ConfirmationWorld, STREAM } from '../../support/confirmation-world.ts';
import { ADMINISTRATORS, PEOPLE } from '../../support/fixtures.ts';

const [ADMIN, CONFIRMER] = ADMINISTRATORS;

/** Kim's record waits for the second administrator. */
async function waiting(): Promise<ConfirmationWorld> {
  const world = await ConfirmationWorld.begin();
  await world.proposes();
  return world;
}

describe('a confirmation of the registry', () => {
  it('is asked of nobody before their record has a passkey', async () => {
    const world = await ConfirmationWorld.begin();
    const { stream, digest } = await world.proposes(undefined, 'secondAdmin');
    await world.confirms(undefined, { stream, digest, by: 'admin' });
    expect(await world.record()).toMatchObject({ person: STREAM });
  });

  it('counts with the statement of whoever has a passkey, which the ledger keeps beside it', async () => {
    const world = await waiting();
    const signed = await world.signs();
    await world.confirms(signed);
    expect(await world.record()).toMatchObject({ person: STREAM });
    const commit = await world.ledger.head(STREAM);
    expect(commit?.commit.events).toEqual([
      { type: 'PersonConfirmed', by: PEOPLE.secondAdmin, digest: signed.statement.digest, signed },
    ]);
  });

  it.each(BESIDE_A_CONFIRMATION)('is refused with %s beside it, and changes nothing', async (_, forge) => {
    const world = await waiting();
    const signed = await forge(world);
    const code = signed === undefined ? 'statement-missing' : 'statement-invalid';
    await expect(world.confirms(signed)).rejects.toMatchObject({ code });
    expect(await world.record()).toBeNull();
  });

  it('is refused with the statement of an earlier confirmation of the same record', async () => {
    const world = await waiting();
    const signed = await world.signs();
    await world.confirms(signed);
    world.surroundings.advance(1);
    await world.proposes();
    await expect(world.confirms(signed)).rejects.toMatchObject({ code: 'statement-invalid' });
    await world.confirms(await world.signs());
  });

  it('is refused with a copied passkey, whose counter falls back', async () => {
    const world = await waiting();
    await world.confirms(await world.signs({}, { counter: 7 }));
    world.surroundings.advance(1);
    await world.proposes();
    await expect(world.confirms(await world.signs({}, { counter: 7 }))).rejects.toMatchObject({
      code: 'statement-invalid',
    });
  });

  it('of somebody’s passkeys is signed like every other, whether one is added or taken out', async () => {
    const world = await ConfirmationWorld.begin();
    await expect(world.enrols(ADMIN, world.key)).rejects.toMatchObject({ code: 'identity-taken' });
    const { stream, digest } = await world.proposes({ ...ADMIN, passkeys: [] });
    const about = { stream, digest, by: 'secondAdmin' as const };
    await expect(world.confirms(undefined, about)).rejects.toMatchObject({ code: 'statement-missing' });
    await world.confirms(await world.signs({ stream, digest }), about);
  });

  it('is not asked any more once two administrators took the last passkey out', async () => {
    const world = await waiting();
    await world.enrols(CONFIRMER, null);
    await world.confirms();
    expect(await world.record()).toMatchObject({ person: STREAM });
  });
});
