import type { RotatingSecret, RotationState } from '../../ports/rotating-secret.ts';
import { Secret } from '../../ports/secret.ts';
import { assertSuccessor, withPassword } from './rotatable-value.ts';
import { RotationError } from './rotation-error.ts';

/** The input of the rotation function from Secrets Manager. */
export interface RotationRequest {
  readonly step: RotationStep;
  readonly secretId: string;
  /** Id of the version that this rotation makes. */
  readonly version: string;
  readonly rotationToken: Secret | undefined;
}

export type RotationStep = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

const STEPS: readonly string[] = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] satisfies RotationStep[];

/** The request in an event; throws `RotationError` `event-malformed`. */
export function parseRotationEvent(event: unknown): RotationRequest {
  const { Step, SecretId, ClientRequestToken, RotationToken } = (event ?? {}) as Record<string, unknown>;
  if (!isStep(Step) || !isText(SecretId) || !isText(ClientRequestToken))
    throw new RotationError('event-malformed', 'no step of a rotation, no secret or no version');
  const rotationToken = isText(RotationToken) ? new Secret(RotationToken) : undefined;
  return { step: Step, secretId: SecretId, version: ClientRequestToken, rotationToken };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isStep = (value: unknown): value is RotationStep => isText(value) && STEPS.includes(value);

/**
 * One step of a rotation. The service calls each step at least once, in order, and repeats all after a failure: each step continues from an
 * earlier attempt. Until `finishSecret` consumers see no change.
 */
export async function rotate(secret: RotatingSecret, request: RotationRequest): Promise<void> {
  const state = await secret.describe(request.secretId);
  if (isFinished(state, request)) return;
  switch (request.step) {
    case 'createSecret':
      return createSecret(secret, request, state);
    case 'setSecret':
    case 'testSecret':
      // Consumers ask the store itself, so there is no other system to set or to log in to: only the stored value can be checked.
      return checkPending(secret, request, state);
    case 'finishSecret':
      await checkPending(secret, request, state);
      return secret.promote(request.secretId, { to: request.version, from: currentVersion(state) });
  }
}

/** Guards every step. True when the version is already current; throws `RotationError` when no such rotation is under way. */
function isFinished({ isRotationConfigured, labels }: RotationState, { version }: RotationRequest): boolean {
  if (!isRotationConfigured) throw new RotationError('rotation-not-configured', 'the secret is not set up to rotate');
  const own = labels[version];
  if (own === undefined) throw new RotationError('version-unknown', `no version \`${version}\``);
  if (own.includes('AWSCURRENT')) return true;
  if (!own.includes('AWSPENDING')) throw new RotationError('version-not-pending', `\`${version}\` is not pending`);
  return false;
}

/** Reads before writing: a value that was stored before a crash stays the value of this version. */
async function createSecret(secret: RotatingSecret, request: RotationRequest, state: RotationState): Promise<void> {
  const { secretId, version } = request;
  const current = await currentValue(secret, secretId);
  const pending = await secret.read(secretId, { label: 'AWSPENDING', version });
  if (pending !== undefined) return;
  await secret.putPending(secretId, withPassword(current, await secret.randomPassword(), state), request);
}

async function checkPending(
  secret: RotatingSecret,
  { secretId, version }: RotationRequest,
  state: RotationState,
): Promise<void> {
  const current = await currentValue(secret, secretId);
  const pending = await secret.read(secretId, { label: 'AWSPENDING', version });
  if (pending === undefined) throw new RotationError('pending-missing', `\`${version}\` has no value`);
  assertSuccessor(current, pending, state);
}

async function currentValue(secret: RotatingSecret, secretId: string): Promise<Secret> {
  const current = await secret.read(secretId, { label: 'AWSCURRENT' });
  if (current === undefined) throw new RotationError('current-missing', 'the secret has no current value');
  return current;
}

function currentVersion({ labels }: RotationState): string {
  const found = Object.keys(labels).find((version) => labels[version]?.includes('AWSCURRENT'));
  if (found === undefined) throw new RotationError('current-missing', 'the secret has no current version');
  return found;
}
