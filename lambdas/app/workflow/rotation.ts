import type { RotatingSecret, RotationState } from '../../ports/rotating-secret.ts';
import { Secret } from '../../ports/secret.ts';
import { assertSuccessor, withPassword } from './rotatable-value.ts';
import { RotationError } from './rotation-error.ts';

/** What Secrets Manager calls the rotation function with. */
export interface RotationRequest {
  readonly step: RotationStep;
  readonly secretId: string;
  /** Id of the version that the rotation makes. */
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
 * One step of a rotation. The service calls each at least once, in order, and all again after a failure: each finds what an earlier
 * attempt left. Until `finishSecret` consumers see nothing of it.
 */
export async function rotate(secret: RotatingSecret, request: RotationRequest): Promise<void> {
  const state = await secret.describe(request.secretId);
  if (isFinished(state, request)) return;
  switch (request.step) {
    case 'createSecret':
      return createSecret(secret, request, state);
    case 'setSecret':
    case 'testSecret':
      // The store itself is what consumers ask, so there is no other system to set or to log in to: what can be known is whether the
      // value that was stored is one that they can use.
      return checkPending(secret, request, state);
    case 'finishSecret':
      await checkPending(secret, request, state);
      return secret.promote(request.secretId, { to: request.version, from: currentVersion(state) });
  }
}

/** The guard of every step. True where there is nothing left to do; throws `RotationError` where this is no rotation under way. */
function isFinished({ isRotationConfigured, labels }: RotationState, { version }: RotationRequest): boolean {
  if (!isRotationConfigured) throw new RotationError('rotation-not-configured', 'the secret is not set up to rotate');
  const own = labels[version];
  if (own === undefined) throw new RotationError('version-unknown', `no version \`${version}\``);
  if (own.includes('AWSCURRENT')) return true;
  if (!own.includes('AWSPENDING')) throw new RotationError('version-not-pending', `\`${version}\` is not pending`);
  return false;
}

/** Read before write: a value that an attempt before a crash has stored is the value of this version. */
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
