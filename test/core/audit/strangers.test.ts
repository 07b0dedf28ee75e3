import { expect, it } from '@jest/globals';
import { isStrangerAtRegistry } from '../../../lambdas/core/audit/strangers.ts';
import { nextCommit } from '../../support/commits.ts';
import { ACTORS } from '../../support/fixtures.ts';

const refused = (code: string, over: object = {}) =>
  isStrangerAtRegistry({
    ...nextCommit('source:api').commit,
    ...{ actor: ACTORS.jane, origin: { via: 'registry', channel: 'api', desk: null, ticket: null } },
    events: [{ type: 'IntakeRefused', code, facts: {} }],
    ...over,
  });

it.each([
  ['somebody who is not registered', 'person-unknown', {}, true],
  ['somebody without the part', 'role-missing', {}, true],
  ['a request that cannot be read', 'fields-invalid', {}, false],
  // Taking back what somebody lent would only take a right away: it is recorded, and wakes nobody.
  ['who takes back a delegation', 'role-missing', { origin: { via: 'recoveryCommands', channel: 'api' } }, false],
  ['a system', 'person-unknown', { actor: { by: 'ticket-system', source: 'api' } }, false],
])('%s at the registry', (_, code, over, is) => {
  expect(refused(code, over)).toBe(is);
});
