import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { LdapOwnPasswords } from '../../../../lambdas/adapters/connectors/ldap/own-password.ts';
import type { LdapName } from '../../../../lambdas/contract/connectors.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import type { DirectoryServer } from '../../../../local/ldap/server.ts';
import { PASSWORD } from '../../../contracts/endpoints/ldap.ts';
import { type AccountValue, brokenRotations, ownPasswordWorld } from '../../../support/own-password-world.ts';

/** An account of a real server changes its own password, by the rotation function. */
export function ownPasswordsOf(name: LdapName, serverOf: () => DirectoryServer): void {
  const at = () => {
    const { url, base } = serverOf();
    return new LdapOwnPasswords(name, { urls: [url], base });
  };
  /** A fresh account, as a secret says it: by what it signs in with. */
  const anAccount = async (): Promise<AccountValue> => {
    const { admin, people, ca } = serverOf();
    const short = `s${randomUUID().slice(0, 12)}`;
    await admin.addPerson(short, PASSWORD);
    const username = name === 'openldap' ? `uid=${short},${people}` : `${short}@example.test`;
    return { username, password: PASSWORD, ca };
  };
  const login = ({ password, ...rest }: AccountValue) => ({ ...rest, password: new Secret(password) });

  describe('an account that changes its own password', () => {
    it('is rotated: it gets in with the new one, and with none before', async () => {
      const value = await anAccount();
      const world = ownPasswordWorld(at(), value);
      await world.rotateTo('second-version-of-the-secret-00001');
      const second = world.heldAs('AWSCURRENT');
      await world.rotateTo('third-version-of-the-secret-000001');
      const third = world.heldAs('AWSCURRENT');
      expect(new Set([value.password, second.password, third.password]).size).toBe(3);
      expect(await Promise.all([value, second, third].map((one) => at().accepts(login(one))))).toEqual([
        false,
        false,
        true,
      ]);
    });

    it('is rotated so also where it is the account by which the product itself reads there', async () => {
      const { reader, ca } = serverOf();
      const value = { username: reader.username, password: reader.password.reveal(), ca };
      const world = ownPasswordWorld(at(), value);
      await world.rotateTo('second-version-of-the-secret-00001');
      const now = world.heldAs('AWSCURRENT');
      expect(await at().accepts(login(now))).toBe(true);
      await at().change(login(now), reader.password);
      expect(await at().accepts(login(value))).toBe(true);
    });

    it('changes nothing with a password that is not its own', async () => {
      const value = await anAccount();
      const guess = { ...value, password: 'canary-a-Guess-1' };
      expect(await at().accepts(login(guess))).toBe(false);
      const changing = at().change(login(guess), new Secret('canary-Other-Password-1'));
      await expect(changing).rejects.toMatchObject({ code: 'directory-credential-refused' });
      expect(await at().accepts(login(value))).toBe(true);
    });

    if (name === 'active-directory') {
      it('may be named by its distinguished name', async () => {
        const { admin, people, ca } = serverOf();
        const short = `s${randomUUID().slice(0, 12)}`;
        await admin.addPerson(short, PASSWORD);
        const value = { username: `CN=${short},${people}`, password: PASSWORD, ca };
        const world = ownPasswordWorld(at(), value);
        await world.rotateTo('second-version-of-the-secret-00001');
        expect(await world.isValid(world.heldAs('AWSCURRENT'))).toBe(true);
      });

      it('says which rule refuses: a password that the domain finds too short', async () => {
        const value = await anAccount();
        const changing = at().change(login(value), new Secret('aB1'));
        await expect(changing).rejects.toMatchObject({ code: 'password-refused', retryable: false });
      });
    }

    it('is old and valid, or new and valid, whichever call to the directory breaks', async () => {
      const of = async () => ({ directory: at(), value: await anAccount() });
      const rows = await brokenRotations(of, (call) => ['accepts', 'change', 'promote'].includes(call));
      expect(new Set(rows.map(({ call }) => call))).toEqual(new Set(['accepts', 'change', 'promote']));
      for (const { call, how, after } of rows)
        if (call === 'change')
          expect({ how, after }).toEqual({
            how,
            after: how === 'before' ? 'old valid and current' : 'old current, new valid',
          });
    });
  });
}
