import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DatabaseRoles, Databases } from '../../lambdas/ports/database.ts';
import { Secret } from '../../lambdas/ports/secret.ts';

export interface DatabasesFixture {
  readonly databases: Databases;
  readonly port: number;
  readonly addRole: (name: string, password: string) => Promise<void>;
}

const [FIRST, SECOND] = ['canary-first-password', 'canary-second-password'];

/** Every adapter of database servers keeps to this. */
export function databasesContract(what: string, make: () => DatabasesFixture): void {
  describe(`databases: ${what}`, () => {
    let fixture: DatabasesFixture;
    let name: string;
    beforeEach(async () => {
      fixture = make();
      // Quotes, capitals and a space: an identifier that must be quoted.
      name = `App "${randomUUID().slice(0, 8)}' Ü`;
      await fixture.addRole(name, FIRST);
    });
    const place = () => ({ host: '127.0.0.1', port: fixture.port, database: 'payments' });
    const accepts = (password: string, role = name) =>
      fixture.databases.accepts({ place: place(), role, password: new Secret(password) });
    const asAdmin = <Result>(work: (roles: DatabaseRoles) => Promise<Result>) =>
      fixture.databases.asAdministrator(place(), work);

    it('say whether a password is the right one', async () => {
      expect([await accepts(FIRST), await accepts(SECOND), await accepts(FIRST, 'nobody')]).toEqual([
        true,
        false,
        false,
      ]);
    });

    it('take a new password, with which alone the role signs in from then on, again and again', async () => {
      for (let time = 0; time < 2; time += 1) {
        await asAdmin((roles) => roles.setPassword(name, new Secret(SECOND)));
        expect([await accepts(FIRST), await accepts(SECOND)]).toEqual([false, true]);
      }
      await expect(asAdmin((roles) => roles.setPassword('nobody', new Secret(SECOND)))).rejects.toMatchObject({
        code: 'statement-refused',
      });
    });

    it('make a twin, which signs in and is a member of the role', async () => {
      const twin = `${name}_clone`;
      expect(await asAdmin((roles) => roles.roleOf(twin))).toBeUndefined();
      await asAdmin((roles) => roles.addTwin(twin, name, new Secret(SECOND)));
      const found = { canSignIn: true, isPowerful: false, memberOf: [name] };
      expect(await asAdmin((roles) => roles.roleOf(twin))).toEqual(found);
      expect([await accepts(SECOND, twin), await accepts(FIRST)]).toEqual([true, true]);
      const again = asAdmin((roles) => roles.addTwin(twin, name, new Secret(FIRST)));
      await expect(again).rejects.toMatchObject({ code: 'statement-refused' });
      expect(await accepts(SECOND, twin)).toBe(true);
    });

    it('make a twin of nobody neither as a whole nor in part', async () => {
      const twin = asAdmin((roles) => roles.addTwin(`${name}_clone`, 'nobody', new Secret(SECOND)));
      await expect(twin).rejects.toMatchObject({ code: 'statement-refused' });
      expect(await asAdmin((roles) => roles.roleOf(`${name}_clone`))).toBeUndefined();
    });

    it('end a password at a moment, and never later than was said before', async () => {
      await asAdmin((roles) => roles.endAt(name, new Date(Date.now() + 1_500)));
      expect(await accepts(FIRST)).toBe(true);
      await asAdmin((roles) => roles.endAt(name, new Date(Date.now() + 3_600_000)));
      await new Promise((resolve) => setTimeout(resolve, 1_600));
      expect(await accepts(FIRST)).toBe(false);
      await asAdmin((roles) => roles.setPassword(name, new Secret(SECOND)));
      expect(await accepts(SECOND)).toBe(true);
    });

    it('end a role, again and again, until it has a new password', async () => {
      for (let time = 0; time < 2; time += 1) {
        await asAdmin((roles) => roles.end(name));
        expect(await accepts(FIRST)).toBe(false);
        expect(await asAdmin((roles) => roles.roleOf(name))).toMatchObject({ canSignIn: false });
      }
      await asAdmin((roles) => roles.setPassword(name, new Secret(FIRST)));
      expect(await accepts(FIRST)).toBe(true);
    });

    it('call no server that no setting names', async () => {
      const elsewhere = { ...place(), host: 'db.example.com' };
      const login = { place: elsewhere, role: name, password: new Secret(FIRST) };
      for (const call of [
        fixture.databases.accepts(login),
        fixture.databases.asAdministrator(elsewhere, async () => undefined),
      ])
        await expect(call).rejects.toMatchObject({ code: 'server-unknown', retryable: true });
    });

    it('hand on the error of the work as it is', async () => {
      const error = new Error('of the work');
      await expect(asAdmin(() => Promise.reject(error))).rejects.toBe(error);
    });
  });
}
