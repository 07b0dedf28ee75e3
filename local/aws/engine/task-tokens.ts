import { randomBytes } from 'node:crypto';
import { AwsError } from '../protocol/aws-error.ts';
import { StateError } from './state-error.ts';

interface Waiting {
  resolve(output: unknown): void;
  reject(error: Error): void;
}

/** The task tokens in use. A token works once; when its task is over it gives `TaskTimedOut`, like in AWS. */
export class TaskTokens {
  readonly #waiting = new Map<string, Waiting>();

  /** A token that nobody can guess. */
  make(): string {
    return `local.${randomBytes(48).toString('base64url')}`;
  }

  /** Resolves by `SendTaskSuccess`; rejects by `SendTaskFailure`. */
  wait(token: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(token, { resolve, reject });
    });
  }

  /** Throws `InvalidToken`, `TaskTimedOut`, or `InvalidOutput`; after the last the token is still valid. */
  succeed(token: string, output: string): void {
    const parsed = parse(output);
    this.#take(token).resolve(parsed);
  }

  /** Throws `InvalidToken` or `TaskTimedOut`. */
  fail(token: string, error = '', cause = ''): void {
    this.#take(token).reject(new StateError(error, cause));
  }

  /** The task failed by itself; no error when it is already over. */
  failed(token: string, error: Error): void {
    this.#waiting.get(token)?.reject(error);
    this.forget(token);
  }

  forget(token: string): void {
    this.#waiting.delete(token);
  }

  #take(token: string): Waiting {
    if (!/^local\.[\w-]{64}$/.test(token)) throw new AwsError('InvalidToken', 'the token is none of this server');
    const waiting = this.#waiting.get(token);
    if (waiting === undefined) throw new AwsError('TaskTimedOut', 'the task of this token has been closed');
    this.#waiting.delete(token);
    return waiting;
  }
}

function parse(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    throw new AwsError('InvalidOutput', 'the output is no JSON');
  }
}
