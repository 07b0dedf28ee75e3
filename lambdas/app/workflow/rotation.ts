import { AT_ONCE, ROLLED_BACK } from '../../contract/tags.ts';
import type { RotatingSecret, RotationLabel, RotationState } from '../../ports/rotating-secret.ts';
import { Secret } from '../../ports/secret.ts';
import type { ConsumerProbe, RotatedSystem, Succession } from './rotated-system.ts';
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

export interface RotationServices {
  readonly secret: RotatingSecret;
  /** The system behind a secret. Throws `RotationError` where the deployment cannot reach it. */
  readonly systemOf: (state: RotationState) => RotatedSystem | Promise<RotatedSystem>;
  /** Asks the consumer of a secret; undefined for a secret whose consumer nobody can ask. */
  readonly probeOf?: (state: RotationState) => Promise<ConsumerProbe | undefined> | ConsumerProbe | undefined;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** A rotation that is under way. */
interface Rotation extends RotationServices {
  readonly request: RotationRequest;
  readonly state: RotationState;
  readonly system: RotatedSystem;
}

/**
 * One step of a rotation. The service calls each step at least once, in order, and repeats all after a failure: each step continues from an
 * earlier attempt. Until `finishSecret` consumers read the current version.
 *
 * A replaced credential ends at once, before consumers read the new one: what was leaked is worth nothing even if the rotation goes no further.
 * With a grace it ends afterwards, and not before its consumer is well: else everything is as it was.
 */
export async function rotate(services: RotationServices, request: RotationRequest): Promise<void> {
  const state = await services.secret.describe(request.secretId);
  const standing = standingOf(state, request.version);
  if (standing === 'current' && request.step !== 'finishSecret') return;
  const rotation = { ...services, request, state, system: await services.systemOf(state) };
  if (standing === 'rolled-back') return rollBack(rotation, await undone(rotation));
  switch (request.step) {
    case 'createSecret':
      return createSecret(rotation);
    case 'setSecret':
      return setSecret(rotation);
    case 'testSecret':
      return testSecret(rotation);
    case 'finishSecret':
      return finishSecret(rotation, standing);
  }
}

/** Guards every step. Throws `RotationError` when no such rotation is under way. */
function standingOf(
  { isRotationConfigured, labels }: RotationState,
  version: string,
): 'current' | 'pending' | 'rolled-back' {
  if (!isRotationConfigured) throw new RotationError('rotation-not-configured', 'the secret is not set up to rotate');
  const own = labels[version];
  if (own === undefined) throw new RotationError('version-unknown', `no version \`${version}\``);
  if (own.includes(ROLLED_BACK)) return 'rolled-back';
  if (own.includes('AWSCURRENT')) return 'current';
  if (!own.includes('AWSPENDING')) throw new RotationError('version-not-pending', `\`${version}\` is not pending`);
  return 'pending';
}

/** Reads before writing: a value that was stored before a crash stays the value of this version. */
async function createSecret({ secret, system, request, state }: Rotation): Promise<void> {
  const { secretId, version } = request;
  graceOf(state, version);
  const current = await currentValue(secret, secretId);
  const pending = await secret.read(secretId, { label: 'AWSPENDING', version });
  if (pending !== undefined) return;
  await secret.putPending(secretId, await system.next(current, version), request);
}

async function setSecret(rotation: Rotation): Promise<void> {
  const change = await pendingChange(rotation);
  await rotation.system.enable(change);
  // INVARIANT: what ends at once has ended before its version is replaced, so the labels alone show that it is gone.
  if (graceOf(rotation.state, rotation.request.version) === 0) await rotation.system.end(change);
}

async function testSecret(rotation: Rotation): Promise<void> {
  const change = await pendingChange(rotation);
  if (await rotation.system.accepts(change)) return;
  // What ended at once was leaked, perhaps: nothing brings it back.
  if (graceOf(rotation.state, rotation.request.version) > 0) await rotation.system.restore(change);
  throw new RotationError('pending-refused', 'the system does not accept the new credential');
}

/** One version in place of another. */
interface Replacement extends Succession {
  /** Id of the version that was current before. */
  readonly before: string;
}

async function finishSecret(rotation: Rotation, standing: 'current' | 'pending'): Promise<void> {
  const { secret, request, state } = rotation;
  const grace = graceOf(state, request.version);
  if (standing === 'pending') {
    const replacement = { ...(await pendingChange(rotation)), before: versionWith(state, 'AWSCURRENT') };
    await secret.promote(request.secretId, { to: request.version, from: replacement.before });
    // INVARIANT: labels are late, so what was current is known from before, and not read again.
    if (grace > 0) await settle(rotation, replacement);
  } else if (grace > 0 && holderOf(state, 'AWSPREVIOUS') !== undefined)
    await settle(rotation, await replacementOf(rotation, versionWith(state, 'AWSPREVIOUS')));
}

/** After the version is current: the replaced credential gets its end, or is the current one again. */
async function settle(rotation: Rotation, replacement: Replacement): Promise<void> {
  const { system, request, state, probeOf, now = Date.now } = rotation;
  system.assertSuccessor(replacement);
  const probe = await probeOf?.(state);
  if ((await probe?.isWell(request.version)) === false) return rollBack(rotation, replacement);
  await system.endAt(replacement, new Date(now() + graceOf(state, request.version) * 60_000));
}

/** Takes a version back whose consumer is not well with it. Its label comes first: each later attempt goes on here. */
async function rollBack({ secret, system, request, state }: Rotation, replacement: Replacement): Promise<never> {
  const { secretId, version } = request;
  const marked = holderOf(state, ROLLED_BACK);
  if (marked !== version) await secret.markRolledBack(secretId, { to: version, from: marked });
  await system.restore(replacement);
  // Without the mark this call has just moved the label itself.
  if (marked !== version || holderOf(state, 'AWSCURRENT') === version)
    await secret.promote(secretId, { to: replacement.before, from: version });
  if (holderOf(state, 'AWSPENDING') === version) await secret.giveUp(secretId, version);
  throw new RotationError('rolled-back', 'the consumer was not well with the new version; the one before is current');
}

/** What a rollback that was begun goes on with. */
const undone = (rotation: Rotation): Promise<Replacement> => {
  const isCurrent = holderOf(rotation.state, 'AWSCURRENT') === rotation.request.version;
  return replacementOf(rotation, versionWith(rotation.state, isCurrent ? 'AWSPREVIOUS' : 'AWSCURRENT'));
};

async function replacementOf({ secret, request, state }: Rotation, before: string): Promise<Replacement> {
  const labelled = async (version: string): Promise<Secret> => {
    const [label = 'AWSCURRENT'] = (state.labels[version] ?? []) as readonly RotationLabel[];
    return orMissing(await secret.read(request.secretId, { label, version }), label);
  };
  return { replaced: await labelled(before), pending: await labelled(request.version), before };
}

/** Both values, of which the pending one is what `createSecret` made of the current one. */
async function pendingChange({ secret, system, request }: Rotation): Promise<Succession> {
  const { secretId, version } = request;
  const replaced = await currentValue(secret, secretId);
  const pending = await secret.read(secretId, { label: 'AWSPENDING', version });
  if (pending === undefined) throw new RotationError('pending-missing', `\`${version}\` has no value`);
  const change = { replaced, pending };
  system.assertSuccessor(change);
  return change;
}

/** A week: a credential that lives longer beside its successor is no grace. */
const MOST_MINUTES = 10_080;

/** Minutes for which the replaced credential stays valid. Throws `RotationError` `tag-malformed`. */
function graceOf({ graceMinutes = '0' }: RotationState, version: string): number {
  if (version.startsWith(AT_ONCE)) return 0;
  const minutes = /^\d{1,5}$/.test(graceMinutes) ? Number(graceMinutes) : Number.NaN;
  if (minutes >= 0 && minutes <= MOST_MINUTES) return minutes;
  throw new RotationError('tag-malformed', `the tag for the grace is no number of minutes up to ${MOST_MINUTES}`);
}

const currentValue = async (secret: RotatingSecret, secretId: string): Promise<Secret> =>
  orMissing(await secret.read(secretId, { label: 'AWSCURRENT' }), 'AWSCURRENT');

function orMissing(value: Secret | undefined, label: RotationLabel): Secret {
  if (value !== undefined) return value;
  throw new RotationError('current-missing', `the secret has no value with \`${label}\``);
}

function versionWith(state: RotationState, label: RotationLabel): string {
  const found = holderOf(state, label);
  if (found === undefined) throw new RotationError('current-missing', `the secret has no version with \`${label}\``);
  return found;
}

const holderOf = ({ labels }: RotationState, label: RotationLabel): string | undefined =>
  Object.keys(labels).find((version) => labels[version]?.includes(label));
