import type { StoredCommit } from '../../../lambdas/core/audit/verify.ts';
import type { StreamHead } from '../../../lambdas/ports/workspace.ts';

/** A stored commit, if a value has its form; its content is still unverified. */
export function parseStored(value: unknown): StoredCommit | undefined {
  if (!hasPlace(value)) return undefined;
  const { account, seq, bytes, hash, state, signature = '', copies = {} } = value as Partial<StoredCommit> & StreamHead;
  if (![bytes, hash, state, signature].every((text) => typeof text === 'string')) return undefined;
  if (typeof copies !== 'object' || copies === null) return undefined;
  return { account, seq, bytes, hash, state, signature, copies } as StoredCommit;
}

/** A head, if a value has its form. */
export function parseHead(value: unknown): StreamHead | undefined {
  if (!hasPlace(value) || 'bytes' in value) return undefined;
  const { account, seq, hash } = value;
  return typeof hash === 'string' ? { account, seq, hash } : undefined;
}

const hasPlace = (value: unknown): value is StreamHead =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Partial<StreamHead>).account === 'string' &&
  typeof (value as Partial<StreamHead>).seq === 'number';
