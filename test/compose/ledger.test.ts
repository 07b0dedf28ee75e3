import { afterEach, expect, it, jest } from '@jest/globals';
import { ENV } from '../../lambdas/contract/environment.ts';
import { FAMILIES } from '../../lambdas/core/audit/families.ts';

/** A key that nothing is signed with here. */
const PINNED = 'arn:aws:kms:eu-central-1:111122223333:key/1';

const before = { ...process.env };

afterEach(() => {
  process.env = { ...before };
});

async function planning(connectors: string) {
  Object.assign(process.env, {
    ...{ AWS_REGION: 'eu-central-1', [ENV.ledgerTable]: 'l', [ENV.workspaceTable]: 'w', [ENV.policyFile]: 'p' },
    [ENV.connectors]: connectors,
    [ENV.ledgerKeys]: JSON.stringify(Object.fromEntries(FAMILIES.map((family) => [family, [PINNED]]))),
  });
  jest.resetModules();
  return (await import('../../lambdas/compose/ledger.ts')).planningServices();
}

it.each([
  ['secrets-manager', { 'secrets-manager': ['rotate-secret', 'reissue-token', 'replace-certificate'] }],
  [
    'secrets-manager cognito',
    {
      'secrets-manager': ['rotate-secret', 'reissue-token', 'replace-certificate'],
      cognito: ['reset-password', 'reset-mfa', 'unlock', 'issue-first-credential', 'revoke-sessions'],
    },
  ],
])('what makes plans is told what the connectors of the deployment can do: %s', async (connectors, expected) => {
  expect((await planning(connectors)).capabilities).toEqual(expected);
});

it.each([
  [undefined, false],
  ['false', false],
  ['true', true],
])('keys of disks are released only where the settings say so: %s', async (diskKeys, isReleased) => {
  if (diskKeys !== undefined) process.env[ENV.entraDiskKeys] = diskKeys;
  const { capabilities } = await planning('entra');
  expect(capabilities['entra']?.includes('release-disk-key')).toBe(isReleased);
  expect(capabilities['entra']).toContain('temporary-access');
});

it.each(['ping', 'cognito,secrets-manager', 'toString'])('refuses a connector that there is not: %s', async (name) => {
  await expect(planning(name)).rejects.toThrow(`\`CONNECTORS\` names no connector: \`${name}\``);
});
