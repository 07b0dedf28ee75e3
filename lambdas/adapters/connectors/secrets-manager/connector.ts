import { DescribeSecretCommand, RotateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CONNECTORS } from '../../../contract/connectors.ts';
import { derivedId } from '../../../core/values/hash.ts';
import type { Connector, ConnectorRequest, Gone, Obstacle, Performed } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { answerOf, answerUnless } from '../../aws/errors.ts';
import { assertAction } from '../action.ts';
import {
  isRotatingElsewhere,
  isRotatingTo,
  type LabelledSecret,
  labelEvidence,
  labelledSecret,
  wasRotatedTo,
} from './labels.ts';

/**
 * Rotates a secret, and rotates it again when the grant ends. The value goes to the system that uses it; this connector asks for labels
 * only and needs no right to read a value.
 *
 * The ids of the two versions follow from the grant, so that no attempt can rotate a third time. What a rotation does to the system behind
 * the secret is the rotation function's business: where it alternates between two users, the password of a version lives on in that
 * system until the turn after next, and one rotation neither kills a leaked value nor, at the grant's end, the one that the grant gave.
 */
export class SecretsManagerConnector implements Connector {
  readonly name = 'secrets-manager';
  readonly actions = CONNECTORS['secrets-manager'].actions;
  readonly #client: SecretsManagerClient;

  constructor(client: SecretsManagerClient) {
    this.#client = client;
  }

  /** A rotation that somebody else runs, or has left half-done, shows here before anybody is asked to prove or to countersign. */
  async examine({ action, target }: Pick<ConnectorRequest, 'action' | 'target'>): Promise<Obstacle | null> {
    assertAction(this, { action });
    const secret = await this.#find(target);
    if (secret === undefined) return { code: 'not-found', mayPass: false };
    const code = whyNotRotatable(secret);
    if (code !== undefined) return { code, mayPass: false };
    const isBusy = Object.keys(secret.labels).some((version) => isRotatingTo(secret, version));
    return isBusy ? { code: 'rotation-in-progress', mayPass: true } : null;
  }

  /** The secret's ARN: a secret that is deleted and made again under its name has another. */
  async identityOf(target: string): Promise<string | undefined> {
    const command = new DescribeSecretCommand({ SecretId: target });
    const answer = await answerUnless(this.#client.send(command), ['ResourceNotFoundException']);
    if (answer !== undefined && answer.ARN === undefined)
      throw new AdapterError('identity-missing', { retryable: false, message: `secret \`${target}\` has no ARN` });
    return answer?.ARN;
  }

  async perform(request: ConnectorRequest): Promise<Performed> {
    assertAction(this, request);
    const { target } = request;
    const { granted } = versionsOf(request);
    const secret = await this.#find(target);
    if (secret === undefined) throw refused('not-found', target);
    if (wasRotatedTo(secret, granted)) return done(secret, granted);
    // It may end by itself: tried again until the grant's time is over.
    if (isRotatingElsewhere(secret, granted)) throw new AdapterError('rotation-in-progress', { retryable: true });
    const rotated = await this.#rotate(target, secret, granted);
    return wasRotatedTo(rotated, granted) ? done(rotated, granted) : { state: 'pending' };
  }

  async revoke(request: ConnectorRequest): Promise<void> {
    assertAction(this, request);
    const { target } = request;
    const { granted, replacing } = versionsOf(request);
    const secret = await this.#find(target);
    if (secret === undefined || isGone(secret, request)) return;
    // A rotation to our version that is half-done may have changed the system behind the secret already: it is finished first, then replaced.
    const next = isRotatingTo(secret, granted) ? granted : replacing;
    if (isRotatingElsewhere(secret, next)) throw new AdapterError('rotation-in-progress', { retryable: true });
    await this.#rotate(target, secret, next);
  }

  async verifyGone(request: ConnectorRequest): Promise<Gone> {
    assertAction(this, request);
    const { granted, replacing } = versionsOf(request);
    const secret = await this.#find(request.target);
    if (secret === undefined) return { gone: true, evidence: { secret: 'absent' } };
    const state = secret.isBeingDeleted ? 'marked for deletion' : 'present';
    return {
      gone: isGone(secret, request),
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
   * Asks for the rotation to a version and reads the labels. Rotating is asynchronous, and asking again while it is under way makes the
   * service try it again: it says `InvalidRequestException` and does. Only the labels tell what happened.
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
    const after = labelledSecret(await answerOf(this.#client.send(new DescribeSecretCommand({ SecretId: target }))));
    const isKnown = wasRotatedTo(after, version) || isRotatingTo(after, version);
    if (accepted === undefined && !isKnown) throw refused('rotation-refused', target);
    return after;
  }
}

/** Why a secret is not rotated whoever asks; undefined for one that is. */
function whyNotRotatable({ isBeingDeleted, isGoverned, isRotationConfigured }: LabelledSecret): string | undefined {
  if (!isGoverned) return 'secret-not-governed';
  if (isBeingDeleted) return 'secret-being-deleted';
  // RotateSecret would turn on what somebody has turned off.
  return isRotationConfigured ? undefined : 'rotation-not-configured';
}

/** The version that the grant gives, and the one that replaces it when the grant ends. Their ids are the tokens of the two rotations. */
const versionsOf = ({ grant }: ConnectorRequest): { readonly granted: string; readonly replacing: string } => ({
  granted: derivedId('rotate', grant),
  replacing: derivedId('rotate-back', grant),
});

/**
 * Our version is neither read nor about to be: it was replaced, or never made, or has been replaced so often since that it has no label left.
 * A version that somebody else's rotation has replaced counts only after our own second rotation.
 */
function isGone(secret: LabelledSecret, request: ConnectorRequest): boolean {
  const { granted, replacing } = versionsOf(request);
  if (secret.isBeingDeleted || secret.labels[granted] === undefined) return true;
  return !isHeld(secret, granted) && wasRotatedTo(secret, replacing);
}

const isHeld = ({ labels }: LabelledSecret, version: string): boolean =>
  ['AWSCURRENT', 'AWSPENDING'].some((label) => labels[version]?.includes(label) ?? false);

const done = (secret: LabelledSecret, granted: string): Performed => ({
  state: 'done',
  reference: granted,
  evidence: { granted, ...labelEvidence(secret) },
});

const refused = (code: string, target: string): AdapterError =>
  new AdapterError(code, { retryable: false, message: `${code}: \`${target}\`` });
