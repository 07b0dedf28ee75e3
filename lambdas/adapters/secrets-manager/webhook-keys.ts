import {
  GetSecretValueCommand,
  type GetSecretValueResponse,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { Secret, type WebhookKeys } from '../../ports/secret.ts';
import { answerUnless } from '../aws/errors.ts';

/** As long as the port allows. */
const FRESH_MS = 5 * 60_000;

/** Unknown names are cached too, so guessing names causes few calls. Above this number the cache is emptied. */
const REMEMBERED = 200;

/** A name without a slash, so no caller can reach a secret of another kind. */
const SOURCE = /^[a-z][a-z0-9-]{0,40}$/;

/** Published in Zendesk's documentation: anybody can sign with it. */
const PUBLIC_KEYS = ['dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=='];

/**
 * How long the previous key counts: enough time to change it at the vendor. A leaked key must not count for ever because somebody forgot
 * its label.
 */
const OVERLAP_MS = 24 * 3_600_000;

interface Remembered {
  readonly until: number;
  readonly keys: Promise<readonly Secret[]>;
}

/**
 * Secrets Manager: one secret for each source; its value is the key as the vendor shows it. The previous key counts for a day after a new
 * one.
 */
export class SecretsManagerWebhookKeys implements WebhookKeys {
  readonly #client: SecretsManagerClient;
  readonly #prefix: string;
  readonly #now: () => number;
  readonly #remembered = new Map<string, Remembered>();

  /** `now` gives milliseconds since 1970. */
  constructor(client: SecretsManagerClient, prefix: string, now: () => number = Date.now) {
    this.#client = client;
    this.#prefix = prefix;
    this.#now = now;
  }

  /** Empty and published keys count as missing. */
  async of(source: string): Promise<readonly Secret[]> {
    if (!SOURCE.test(source)) return [];
    const known = this.#remembered.get(source);
    if (known !== undefined && this.#now() < known.until) return known.keys;
    const keys = this.#read(source);
    if (this.#remembered.size >= REMEMBERED) this.#remembered.clear();
    this.#remembered.set(source, { until: this.#now() + FRESH_MS, keys });
    // Failures are not cached: the next request reads again.
    keys.catch(() => this.#remembered.delete(source));
    return keys;
  }

  async #read(source: string): Promise<readonly Secret[]> {
    const current = await this.#version(source, 'AWSCURRENT');
    const since = current?.CreatedDate?.getTime() ?? 0;
    const isRotating = this.#now() < since + OVERLAP_MS;
    const previous = isRotating ? await this.#version(source, 'AWSPREVIOUS') : undefined;
    const values = [current, previous].map((version) => version?.SecretString?.trim() ?? '');
    return [...new Set(values)]
      .filter((value) => value !== '' && !PUBLIC_KEYS.includes(value))
      .map((value) => new Secret(value));
  }

  #version(source: string, stage: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<GetSecretValueResponse | undefined> {
    const command = new GetSecretValueCommand({ SecretId: `${this.#prefix}${source}`, VersionStage: stage });
    return answerUnless(this.#client.send(command), MISSING);
  }
}

/** Missing, or being deleted. */
const MISSING = ['ResourceNotFoundException', 'InvalidRequestException'];
