import { SecretsManagerRotatingSecret } from '../adapters/secrets-manager/rotating-secret.ts';
import { ownValue } from '../app/workflow/own-value.ts';
import type { RotatedSystem } from '../app/workflow/rotated-system.ts';
import type { RotationServices } from '../app/workflow/rotation.ts';
import { RotationError } from '../app/workflow/rotation-error.ts';
import { ENV } from '../contract/environment.ts';
import type { RotatingSecret, RotationState } from '../ports/rotating-secret.ts';
import { once, optionalEnvironment } from './environment.ts';
import { secretsManager } from './secrets-manager.ts';

/** For the rotation function. */
export const rotationServices = /* @__PURE__ */ once((): RotationServices => {
  const secret = new SecretsManagerRotatingSecret(secretsManager());
  return { secret, systemOf: (state) => systemOf(secret, state) };
});

/** The tags of a secret say which system is behind it. */
async function systemOf(secret: RotatingSecret, state: RotationState): Promise<RotatedSystem> {
  const { postgresRole } = state;
  if (postgresRole === undefined) return ownValue(secret, state);
  const servers = optionalEnvironment(ENV.postgres);
  if (servers === undefined) throw new RotationError('system-not-configured', 'no setting names a PostgreSQL server');
  const [{ databasesOf }, { DatabaseRoleSystem }] = await Promise.all([
    import('./databases.ts'),
    import('../app/workflow/database-role.ts'),
  ]);
  return new DatabaseRoleSystem({ databases: databasesOf(servers), passwords: secret }, postgresRole);
}
