import { DescribeSecretCommand, RotateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CONNECTORS } from '../../../contract/connectors.ts';
import { AT_ONCE } from '../../../contract/tags.ts';
import type { Action, Tier } from '../../../core/registry/account.ts';
import type { Scope } from '../../../core/registry/scope.ts';
import { derivedId } from '../../../core/values/hash.ts';
import type { Connector, ConnectorRequest, Gone, Obstacle, Performed } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { answerUnless } from '../../aws/errors.ts';
import { assertAction } from '../action.ts';
import { SecretsManagerDirectory } from './directory.ts';
import {
  isRotatingElsewhere,
  isRotatingTo,
  type LabelledSecret,
  labelEvidence,
  labelledSecret,
  wasRolledBack,
  wasRotatedTo,
} from './labels.ts';

/**
 * Rotates a secret, and rotates it again when the grant ends. A token is issued again by the same rotation, where an API issues the secret, and a
 * certificate replaced, where a system is told of it.
 * The value goes to the system that uses it; this connector reads only labels and needs no right to read a value.
 *
 * The ids of the two versions are computed from the grant, so retries never rotate a third time. The rotation function decides what a
 * rotation does to the system behind the secret. Ours ends the grant's own credential there before it makes the second version current: that
 * version's id says so. A foreign function that alternates between two users may leave it valid until the rotation after.
 */
export class SecretsManagerConnector implements Connector {
  readonly name = 'secrets-manager';
  readonly actions = CONNECTORS['secrets-manager'].actions;
  readonly #client: SecretsManagerClient;
  readonly #directory: SecretsManagerDirectory;
  readonly #settleMs: number;

  /** `settleMs`: after how many milliseconds labels that do not show our version are read once more. */
  constructor(client: SecretsManagerClient, { settleMs = SETTLE_MS }: { readonly settleMs?: number } = {}) {
    this.#client = client;
    this.#directory = new SecretsManagerDirectory(client);
    this.#settleMs = settleMs;
  }

  /** Shows a rotation by somebody else, or one left half-done, before anybody is asked to prove or countersign. */
  async examine({ action, target }: Pick<ConnectorRequest, 'action' | 'target'>): Promise<Obstacle | null> {
    assertAction(this, { action });
    const secret = await this.#find(target);
    if (secret === undefined) return { code: 'not-found', mayPass: false };
    const code = whyNotRotatable(secret) ?? whyNotIssued(secret, action);
    if (code !== undefined) return { code, mayPass: false };
    const isBusy = Object.keys(secret.labels).some((version) => isRotatingTo(secret, version));
    return isBusy ? { code: 'rotation-in-progress', mayPass: true } : null;
  }

  identityOf(target: string): Promise<string | undefined> {
    return this.#directory.identityOf(target);
  }

  tierOf(target: string): Promise<Tier | null> {
    return this.#directory.tierOf(target);
  }

  scopeOf(target: string): Promise<Scope | undefined> {
    return this.#directory.scopeOf(target);
  }

  async perform(request: ConnectorRequest): Promise<Performed> {
    assertAction(this, request);
    const { target } = request;
    const { granted } = versionsOf(request);
    const secret = await this.#find(target);
    if (secret === undefined) throw refused('not-found', target);
    assertNotRolledBack(secret, granted, target);
    if (wasRotatedTo(secret, granted)) return done(secret, granted);
    const obstacle = whyNotIssued(secret, request.action);
    if (obstacle !== undefined) throw refused(obstacle, target);
    // The other rotation may end by itself: retried until the grant's time is over.
    if (isRotatingElsewhere(secret, granted)) throw new AdapterError('rotation-in-progress', { retryable: true });
    const rotated = await this.#rotate(target, secret, granted);
    assertNotRolledBack(rotated, granted, target);
    return wasRotatedTo(rotated, granted) ? done(rotated, granted) : { state: 'pending' };
  }

  async revoke(request: ConnectorRequest): Promise<void> {
    assertAction(this, request);
    const { target } = request;
    const { granted, replacing } = versionsOf(request);
    const secret = await this.#settled(target, [granted, replacing]);
    if (secret === undefined || isGone(secret, request)) return;
    // A half-done rotation to our version may already have changed the system behind the secret: it is finished first, then replaced.
    const next = isRotatingTo(secret, granted) ? granted : replacing;
    if (isRotatingElsewhere(secret, next)) throw new AdapterError('rotation-in-progress', { retryable: true });
    await this.#rotate(target, secret, next);
  }

  async verifyGone(request: ConnectorRequest): Promise<Gone> {
    assertAction(this, request);
    const { granted, replacing } = versionsOf(request);
    const secret = await this.#settled(request.target, [granted, replacing]);
    if (secret === undefined) return { gone: true, evidence: { secret: 'absent' } };
    const state = secret.isBeingDeleted ? 'marked for deletion' : 'present';
    return {
      gone: isGone(secret, request),
      isRunning: isRotatingTo(secret, granted) || isRotatingTo(secret, replacing),
      evidence: { secret: state, granted, replacing, ...labelEvidence(secret) },
    };
  }

  /** Undefined for a secret that does not exist. */
  async #find(target: string): Promise<LabelledSecret | undefined> {
    const command = new DescribeSecretCommand({ SecretId: target });
    const answer = await answerUnless(this.#client.send(command), ['ResourceNotFoundException']);
    return answer === undefined ? undefined : labelledSecret(answer);
  }

  /**
   * The same where it matters that a version is not there: labels may be from before our last call, so they are believed only when they
   * still do not show any of these versions after a while (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html).
   */
  async #settled(target: string, versions: readonly string[]): Promise<LabelledSecret | undefined> {
    const secret = await this.#find(target);
    if (secret === undefined || versions.some((version) => secret.labels[version] !== undefined)) return secret;
    await new Promise((resolve) => setTimeout(resolve, this.#settleMs));
    return this.#find(target);
  }

  /**
   * Starts the rotation to a version and reads the labels. Rotating is asynchronous. A second call during a rotation makes the service try
   * again, although it answers `InvalidRequestException`. Only the labels show the result.
   */
  async #rotate(target: string, secret: LabelledSecret, version: string): Promise<LabelledSecret> {
    const obstacle = whyNotRotatable(secret);
    if (obstacle !== undefined) throw refused(obstacle, target);
    const command = new RotateSecretCommand({
      SecretId: target,
      ClientRequestToken: version,
      RotateImmediately: true,
    });
    const accepted = await answerUnless(this.#client.send(command), ['InvalidRequestException']);
    const after = await (accepted === undefined ? this.#settled(target, [version]) : this.#find(target));
    if (after === undefined) throw refused('not-found', target);
    if (accepted !== undefined || wasRotatedTo(after, version) || isRotatingTo(after, version)) return after;
    // The service tries the rotation of somebody else again, which the labels did not show before.
    if (isRotatingElsewhere(after, version)) throw new AdapterError('rotation-in-progress', { retryable: true });
    throw refused('rotation-refused', target);
  }
}

const SETTLE_MS = 2_000;

/** The reason why a secret can never be rotated; undefined for one that can. */
function whyNotRotatable({ isBeingDeleted, isGoverned, isRotationConfigured }: LabelledSecret): string | undefined {
  if (!isGoverned) return 'secret-not-governed';
  if (isBeingDeleted) return 'secret-being-deleted';
  // RotateSecret would turn rotation on where somebody has turned it off.
  return isRotationConfigured ? undefined : 'rotation-not-configured';
}

/**
 * The reason why no token can be issued again, or no certificate be replaced: no system issues or takes what is in this secret, so a rotation
 * would only make up another text.
 */
function whyNotIssued({ isIssued, isCertificate }: LabelledSecret, action: Action): string | undefined {
  if (action === 'reissue-token' && !isIssued) return 'token-issuer-missing';
  return action === 'replace-certificate' && !isCertificate ? 'certificate-system-missing' : undefined;
}

/** The grant's version, and the version that replaces it when the grant ends. Their ids are the tokens of the two rotations. */
const versionsOf = ({ grant }: ConnectorRequest): { readonly granted: string; readonly replacing: string } => ({
  granted: derivedId('rotate', grant),
  replacing: `${AT_ONCE}${derivedId('rotate-back', grant)}`,
});

/**
 * Whether our version is neither current nor pending: it was replaced, or never made, or replaced so often that it has no label left. After
 * a replacement by somebody else's rotation, our own second rotation is still required.
 */
function isGone(secret: LabelledSecret, request: ConnectorRequest): boolean {
  const { granted, replacing } = versionsOf(request);
  if (secret.isBeingDeleted || secret.labels[granted] === undefined || wasRolledBack(secret, granted)) return true;
  return !isHeld(secret, granted) && wasRotatedTo(secret, replacing);
}

const isHeld = ({ labels }: LabelledSecret, version: string): boolean =>
  ['AWSCURRENT', 'AWSPENDING'].some((label) => labels[version]?.includes(label) ?? false);

const done = (secret: LabelledSecret, granted: string): Performed => ({
  state: 'done',
  reference: granted,
  evidence: { granted, ...labelEvidence(secret) },
});

/** The rotation function took the version back, because its consumer was not well with it. A retry would be the same version. */
function assertNotRolledBack(secret: LabelledSecret, version: string, target: string): void {
  if (wasRolledBack(secret, version)) throw refused('rotation-rolled-back', target);
}

const refused = (code: string, target: string): AdapterError =>
  new AdapterError(code, { retryable: false, message: `${code}: \`${target}\`` });
