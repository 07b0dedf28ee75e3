import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LdapName } from '../../../../lambdas/contract/connectors.ts';
import type { DirectoryServer } from '../../../../local/ldap/server.ts';
import { connectorContract } from '../../../contracts/connector.ts';
import { LDAP_AT, ldapConnectorAt } from '../../../contracts/endpoints/ldap.ts';
import { healthOf } from './doctor.ts';
import { ownPasswordsOf } from './own-password.ts';
import { peopleOf } from './people.ts';
import { populationOf } from './population.ts';

/** The suites break every call of every piece of work on a real server. */
jest.setTimeout(120_000);

describe.each(Object.keys(LDAP_AT) as LdapName[])('a real server: %s', (name) => {
  const { whyNot, start } = LDAP_AT[name];
  const why = whyNot();
  if (why !== undefined) {
    it('is left out on this machine, and says so', () => {
      process.stderr.write(`left out: the connector \`${name}\` against a real server: ${why}\n`);
      expect(why).not.toBe('');
    });
    return;
  }
  let server: DirectoryServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  connectorContract(name, () => ldapConnectorAt(name, server));
  healthOf(name, () => server);
  ownPasswordsOf(name, () => server);
  peopleOf(name, () => server);
  populationOf(name, () => server);
});
