import { createHmac } from 'node:crypto';
import { problem } from '../app/problem.ts';
import { canonical } from '../core/values/canonical.ts';
import { MARK_DIGITS, markedId } from '../core/values/command-id.ts';
import { derivedId } from '../core/values/hash.ts';
import type { HttpEvent } from './event.ts';

/** A request that its caller may send again. */
export interface NamedRequest {
  /** Who sends it, and to which place: one key is another name for everybody else and everywhere else. */
  readonly scope: readonly [by: 'http' | 'page', who: string];
  readonly place: readonly string[];
  readonly key: string;
  /** What only the caller has, and nobody keeps: the cookie of a page. Empty where there is nothing of the kind. */
  readonly secret: string;
  /** The body, or what stands in its place. */
  readonly said: unknown;
}

/**
 * The id of the command in a request with an `Idempotency-Key`: the same for the same request, and of the same name for another one under the
 * same key, which `submit` refuses. Bodies have codes in them, so that the mark is keyed with what is nowhere kept: whoever reads the ledger
 * tries out no code with it.
 */
export function commandIdOf({ scope, place, key, secret, said }: NamedRequest): string {
  const mark = createHmac('sha256', canonical([key, secret]))
    .update(canonical(said))
    .digest('hex');
  return markedId(derivedId(...scope, key, ...place), mark.slice(0, MARK_DIGITS));
}

/** Throws `idempotency-key-malformed`. */
export function idempotencyKeyOf({ headers }: HttpEvent): string | undefined {
  const key = headers['idempotency-key'];
  if (key !== undefined && !/^[A-Za-z0-9_-]{1,64}$/.test(key)) throw problem('idempotency-key-malformed');
  return key;
}
