import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { LdapConnector } from '../../../../lambdas/adapters/connectors/ldap/connector.ts';
import { openClient } from '../../../../lambdas/adapters/connectors/ldap/session.ts';
import type { LdapName } from '../../../../lambdas/contract/connectors.ts';
import type { ConnectorRequest } from '../../../../lambdas/ports/connector.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { type DirectoryServer, type ServiceAccount, serverAs } from '../../../../local/ldap/server.ts';
import { issuedWith } from '../../../contracts/connector.ts';
import { LDAP_AT, lockedPerson, newPerson, PASSWORD } from '../../../contracts/endpoints/ldap.ts';
import { tapped } from '../../../support/faulty-directory.ts';

/** What people meet whose accounts are recovered on a real server, and what its administrators do meanwhile. */
export function peopleOf(name: LdapName, serverNow: () => DirectoryServer): void {
  const connectorAs = (account: ServiceAccount = serverNow().operator, over = {}): LdapConnector =>
    new LdapConnector(name, serverAs(serverNow(), account, over), LDAP_AT[name].dialect);
  const person = async (): Promise<string> => {
    const who = `p${randomUUID().slice(0, 12)}`;
    await serverNow().admin.addPerson(who, PASSWORD);
    return who;
  };
  const requestFor = async (target: string, over: Partial<ConnectorRequest> = {}): Promise<ConnectorRequest> => ({
    ...{ action: 'reset-password', target, grant: randomUUID(), expiresAt: '2068-01-01T00:00:00.000Z', issued: false },
    directoryId: (await connectorAs().identityOf(target)) ?? '',
    ...over,
  });
  const recovered = async (target: string, over: Partial<ConnectorRequest> = {}) => {
    const request = await requestFor(target, over);
    const done = await connectorAs().perform(request);
    if (done.state !== 'done' || done.credential === undefined) throw new Error('nothing was given');
    return { request: issuedWith(request, done.evidence), password: done.credential.reveal(), evidence: done.evidence };
  };
  const signIn = (who: string, password: string) => serverNow().signIn(who, password);
  const gone = async (request: ConnectorRequest) => (await connectorAs().verifyGone(request)).gone;

  describe(`people of ${name}`, () => {
    it('sign in with what they claimed to choose a password of their own, and cannot after the end of the grant', async () => {
      const who = await lockedPerson(serverNow());
      expect(await signIn(who, PASSWORD)).toBe('locked');
      const { request, password } = await recovered(who);
      expect([await signIn(who, PASSWORD), await signIn(who, password)]).toEqual(['wrong', 'must-change']);
      await connectorAs().revoke(request);
      expect(await signIn(who, password)).not.toMatch(/ok|must-change/);
      expect(await gone(request)).toBe(true);
    });

    it('who chose a password of their own keep it, in an account that ends no more', async () => {
      const who = await person();
      const before = await serverNow().admin.snapshot(who);
      const { request, password } = await recovered(who);
      await serverNow().changeOwn(who, password, 'canary-Own-Password-2');
      expect(await gone(request)).toBe(false);
      await connectorAs().revoke(request);
      expect(await gone(request)).toBe(true);
      expect(await signIn(who, 'canary-Own-Password-2')).toBe('ok');
      const after = (await serverNow().admin.snapshot(who)) as object;
      expect(Object.keys(after)).toEqual(expect.arrayContaining(Object.keys(before as object)));
    });

    it('who chose a password of their own lose it when the grant is repudiated', async () => {
      const who = await person();
      const { request, password } = await recovered(who);
      await serverNow().changeOwn(who, password, 'canary-Own-Password-2');
      const repudiated = { ...request, repudiated: true };
      expect(await gone(repudiated)).toBe(false);
      await connectorAs().revoke(repudiated);
      expect(await gone(repudiated)).toBe(true);
      expect(await signIn(who, 'canary-Own-Password-2')).not.toMatch(/ok|must-change/);
    });

    it('are refused by the directory itself once the grant is over, also when nothing of ours ends it', async () => {
      const who = await person();
      const { request, password } = await recovered(who, { expiresAt: new Date(Date.now() + 3_000).toISOString() });
      expect(await signIn(who, password)).toBe('must-change');
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      expect(await signIn(who, password)).toBe('ended');
      // Whoever moves that end would revive the password: it still has to be revoked.
      expect(await gone(request)).toBe(false);
    });

    it('who are new choose a password of their own with the first one, and get no other first one', async () => {
      const who = await newPerson(serverNow());
      const { request, password } = await recovered(who, { action: 'issue-first-credential' });
      expect(await signIn(who, password)).toBe('must-change');
      await serverNow().changeOwn(who, password, 'canary-Own-Password-2');
      await connectorAs().revoke(request);
      expect([await gone(request), await signIn(who, 'canary-Own-Password-2')]).toEqual([true, 'ok']);
      const before = await serverNow().admin.snapshot(who);
      expect(await connectorAs().examine(request)).toEqual({ code: 'credential-in-use', mayPass: false });
      await expect(connectorAs().perform(request)).rejects.toMatchObject({
        ...{ name: 'FinalAdapterError', code: 'credential-in-use' },
      });
      expect(await serverNow().admin.snapshot(who)).toEqual(before);
    });

    it('who are new and did not come in time get another first one', async () => {
      const who = await newPerson(serverNow());
      const { request, password } = await recovered(who, { action: 'issue-first-credential' });
      await connectorAs().revoke(request);
      expect(await signIn(who, password)).not.toMatch(/ok|must-change/);
      const again = await recovered(who, { action: 'issue-first-credential' });
      expect(await signIn(who, again.password)).toBe('must-change');
    });

    it('are recovered again after an end of ours', async () => {
      const who = await person();
      const { request } = await recovered(who);
      await connectorAs().revoke(request);
      expect(await connectorAs().examine(request)).toBeNull();
      const { password } = await recovered(who);
      expect(await signIn(who, password)).toBe('must-change');
    });

    it('whom others disabled, or whose account others ended, are not recovered and not unlocked', async () => {
      const [disabled, ended] = [await person(), await person()];
      await serverNow().admin.disable(disabled);
      await serverNow().admin.endAt(ended, Date.now() - 60_000);
      for (const who of [disabled, ended])
        for (const action of ['reset-password', 'unlock'] as const) {
          const request = await requestFor(who, { action });
          const before = await serverNow().admin.snapshot(who);
          expect(await connectorAs().examine(request)).toEqual({ code: 'user-not-recoverable', mayPass: false });
          await expect(connectorAs().perform(request)).rejects.toMatchObject({ name: 'FinalAdapterError' });
          expect(await serverNow().admin.snapshot(who)).toEqual(before);
        }
    });

    it('whose account others end later keep that end through a recovery, its end and the next recovery', async () => {
      const who = await person();
      const later = Date.UTC(2040, 0, 1);
      await serverNow().admin.endAt(who, later);
      const { request, password, evidence } = await recovered(who);
      expect(evidence['end']).toBe('set by others: 2040-01-01T00:00:00.000Z');
      expect(await gone(request)).toBe(false);
      await connectorAs().revoke(request);
      expect(await signIn(who, password)).not.toMatch(/ok|must-change/);
      expect(await gone(request)).toBe(true);
      const again = await recovered(who);
      expect(again.evidence['end']).toBe('set by others: 2040-01-01T00:00:00.000Z');
      await serverNow().changeOwn(who, again.password, 'canary-Own-Password-3');
      expect(await gone(again.request)).toBe(true);
    });

    it('whose account others let last for ever again lose the access all the same', async () => {
      const who = await person();
      const { request, password } = await recovered(who);
      await serverNow().admin.endAt(who, null);
      expect(await gone(request)).toBe(false);
      await connectorAs().revoke(request);
      expect(await gone(request)).toBe(true);
      expect(await signIn(who, password)).not.toMatch(/ok|must-change/);
    });

    it('who need not replace the password any more, by an administrator’s word, lose the access all the same', async () => {
      for (const end of ['held', 'never'] as const) {
        const who = await person();
        const { request, password } = await recovered(who);
        await serverNow().admin.mustChange(who, false);
        if (end === 'never') await serverNow().admin.endAt(who, null);
        expect(await signIn(who, password)).toBe('ok');
        expect(await gone(request)).toBe(false);
        await connectorAs().revoke(request);
        expect(await gone(request)).toBe(true);
        expect(await signIn(who, password)).not.toMatch(/ok|must-change/);
      }
    });

    it('keep the first password that their administrator gave them when a recovery ends before it changed anything', async () => {
      const who = await person();
      await serverNow().admin.endAt(who, Date.UTC(2040, 0, 1));
      await serverNow().admin.mustChange(who, true);
      const before = await serverNow().admin.snapshot(who);
      const request = await requestFor(who);
      expect(await gone(request)).toBe(true);
      await connectorAs().revoke(request);
      expect(await serverNow().admin.snapshot(who)).toEqual(before);
      expect(await signIn(who, PASSWORD)).toBe('must-change');
    });

    it('who were told nothing lose what a broken attempt left, and only that', async () => {
      const who = await person();
      const { request, password } = await recovered(who);
      const unissued = { ...request, issued: false };
      expect(await gone(unissued)).toBe(false);
      await connectorAs().revoke(unissued);
      expect(await gone(unissued)).toBe(true);
      expect(await signIn(who, password)).not.toMatch(/ok|must-change/);
    });

    it('stay ended after an end of ours whatever password they get, and keep an end of theirs as far away as the year 9999', async () => {
      const who = await person();
      const far = Date.UTC(9999, 11, 31, 23, 59, 59);
      await serverNow().admin.endAt(who, far);
      const { request } = await recovered(who);
      await connectorAs().revoke(request);
      expect(await gone(request)).toBe(true);
      await serverNow().admin.setPassword(who, 'canary-Another-1!');
      expect(await signIn(who, 'canary-Another-1!')).toBe('ended');
      expect((await recovered(who)).evidence['end']).toBe(`set by others: ${new Date(far).toISOString()}`);
    });

    it('are not said to have lost anything by a server that has not got their reset', async () => {
      const { request } = await recovered(await person());
      const behind = { ...request, passwordVersion: (request.passwordVersion ?? 0) + 1 };
      const refused = { code: 'server-behind', retryable: true };
      await expect(connectorAs().verifyGone(behind)).rejects.toMatchObject(refused);
      await expect(connectorAs().revoke(behind)).rejects.toMatchObject(refused);
    });

    it('who are renamed meanwhile lose the access all the same, and whoever gets their name keeps theirs', async () => {
      const who = await person();
      const { request, password } = await recovered(who);
      await serverNow().admin.rename(who, `${who}x`);
      await serverNow().admin.addPerson(who, 'canary-Namesake-1!');
      expect(await gone(request)).toBe(false);
      await connectorAs().revoke(request);
      expect(await gone(request)).toBe(true);
      expect(await signIn(`${who}x`, password)).not.toMatch(/ok|must-change/);
      expect(await signIn(who, 'canary-Namesake-1!')).toBe('ok');
    });

    it('who are moved to where nobody looks for people and the operator may change nobody keep what they have, and that is said', async () => {
      const { url, people } = serverNow();
      const looking = connectorAs(undefined, { place: { urls: [url], base: people } });
      const { request } = await recovered(await person());
      await serverNow().admin.moveAway(request.target);
      expect(await looking.verifyGone(request)).toMatchObject({ gone: false, evidence: { id: request.directoryId } });
      await expect(looking.revoke(request)).rejects.toMatchObject({ code: 'access-denied' });
    });

    it('who vanish, or are disabled meanwhile, leave nothing to take back that is not taken back', async () => {
      const [vanished, disabled] = [await person(), await person()];
      const [one, other] = [await recovered(vanished), await recovered(disabled)];
      await serverNow().admin.remove(vanished);
      await serverNow().admin.disable(disabled);
      await connectorAs().revoke(one.request);
      expect(await connectorAs().verifyGone(one.request)).toEqual({ gone: true, evidence: { user: 'absent' } });
      expect(await gone(other.request)).toBe(false);
      await connectorAs().revoke(other.request);
      expect(await gone(other.request)).toBe(true);
    });

    it('are found by their whole name only', async () => {
      const who = await person();
      for (const name of ['*', `${who.slice(0, -1)}*`, `${who})(objectClass=*`, '', '\u0000', `x)(|(uid=${who}`])
        expect(await connectorAs().identityOf(name)).toBeUndefined();
    });

    it('are not changed by the account that reads', async () => {
      const who = await person();
      const before = await serverNow().admin.snapshot(who);
      const reader = connectorAs(serverNow().reader);
      const request = await requestFor(who);
      expect(await reader.examine(request)).toBeNull();
      await expect(reader.perform(request)).rejects.toMatchObject({ name: 'FinalAdapterError', code: 'access-denied' });
      expect(await serverNow().admin.snapshot(who)).toEqual(before);
    });

    it('are not asked about by an account that is refused', async () => {
      const wrong = { ...serverNow().operator, password: new Secret('canary-wrong') };
      const error = await connectorAs(wrong)
        .identityOf('anybody')
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'directory-credential-refused', retryable: true });
      expect(String(error)).not.toContain('canary');
    });

    it('are asked about on no connection whose server is not the one that was named', async () => {
      const { url, base, operator } = serverNow();
      const { port } = new URL(url);
      const untrusted = { place: { urls: [url], base }, credential: () => Promise.resolve(operator) };
      const elsewhere = { place: { urls: [`ldaps://127.0.0.3:${port}`, url], base } };
      await expect(connectorAs(operator, untrusted).identityOf('anybody')).rejects.toMatchObject({
        code: 'certificate-refused',
      });
      // A server that does not answer is passed over, to the next that is named.
      expect(await connectorAs(operator, elsewhere).identityOf('nobody')).toBeUndefined();
    });

    it('are not asked about as nobody after the connection is lost', async () => {
      const who = await person();
      const request = await requestFor(who);
      const open = (url: string, ca: string | undefined) => {
        const client = openClient(url, ca);
        return tapped(client, async (call, send) => {
          const answer = await send();
          if (call === 'search') await client.unbind();
          return answer;
        });
      };
      await expect(connectorAs(serverNow().operator, { open }).verifyGone(request)).rejects.toMatchObject({
        code: 'unavailable',
        retryable: true,
      });
    });

    it('whose account may no longer be changed, or no longer be seen, are never said to have lost what they have', async () => {
      const who = await person();
      const { request, password } = await recovered(who);
      await serverNow().admin.takeAway('change');
      await expect(connectorAs().perform({ ...request, grant: 'another' })).rejects.toMatchObject({
        code: 'access-denied',
      });
      await expect(connectorAs().revoke(request)).rejects.toMatchObject({ code: 'access-denied' });
      expect(await gone(request)).toBe(false);
      await serverNow().admin.takeAway('read');
      await expect(connectorAs().verifyGone(request)).rejects.toMatchObject({
        code: expect.stringMatching(/^(access-denied|attribute-unreadable|directory-unreadable)$/),
      });
      expect(await signIn(who, password)).toBe('must-change');
    });
  });
}
