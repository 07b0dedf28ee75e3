import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { publicHalf } from '../../lambdas/adapters/kms/public-half.ts';
import type { HashedCommit, SignedCommit } from '../../lambdas/core/audit/commit.ts';
import { FAMILIES, type Family, PRODUCED_BY, writingFlawOf } from '../../lambdas/core/audit/families.ts';
import type { Keys, PinnedHalf, PublicHalf, Writer } from '../../lambdas/core/audit/keys.ts';
import type { Actor, Command } from '../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import type { Keyring, Signer } from '../../lambdas/ports/signing.ts';

export interface KeyPair {
  readonly half: PublicHalf;
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo in DER. */
  readonly der: Buffer;
}

/** A P-256 key of a family, new. */
export function aKeyPair(family: Family, key: string, from: string | null = null): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const der = publicKey.export({ format: 'der', type: 'spki' });
  return { half: publicHalf({ family, key, from, until: null, spki: der.toString('base64') }), privateKey, der };
}

/** The default key of each family. */
export const KEY_PAIRS = Object.fromEntries(
  FAMILIES.map((family) => [family, aKeyPair(family, `key/${family}`)]),
) as Readonly<Record<Family, KeyPair>>;

const pairs = Object.values(KEY_PAIRS);

export const KEYS: Keys = (key) => pairs.find(({ half }) => half.key === key)?.half;

/** The halves as the deployment pins them: each the first of its family. */
export const PINNED_HALVES: readonly PinnedHalf[] = pairs.map(({ half: { from: _from, until: _until, ...half } }) => ({
  ...half,
  isFirst: true,
}));

export const KEYRING: Keyring = {
  keysFor: async () => KEYS,
  halves: async () => pairs.map(({ half }) => half),
  pinned: async () => PINNED_HALVES,
  current: async (family) => writerOf(family),
};

/** The published form. */
export const PUBLISHED = pairs.map(({ half: { key, family, from, until, spki } }) => ({
  key,
  family,
  from,
  until,
  spki,
}));

export const writerOf = (family: Family): Writer => ({ family, key: KEY_PAIRS[family].half.key });

/** The first family that may write such a command: in tests one service often plays all functions. */
export function familyFor(command: Command['type'], by: Actor['by']): Family {
  const found = FAMILIES.find((family) => writingFlawOf({ family, command, by, events: [] }) === undefined);
  if (found === undefined) throw new Error(`no family writes ${command} by ${by}`);
  return found;
}

/** The signature of a key over the hash of a commit. */
export const signatureWith = (
  { privateKey }: KeyPair,
  { commit, bytes }: { readonly commit: { readonly prev: string }; readonly bytes: string },
): string => sign('sha256', Buffer.from(commit.prev + bytes), privateKey).toString('base64');

/** The signature of a family over the hash of bytes that follow on a hash. */
export const signatureOver = (prev: string, bytes: string, by: Family): string =>
  sign('sha256', Buffer.from(prev + bytes), KEY_PAIRS[by].privateKey).toString('base64');

/** A commit with the signature of the family that it names, or of another one. */
export function signed(hashed: HashedCommit, by: Family = hashed.commit.writer.family): SignedCommit {
  return { ...hashed, signature: signatureOver(hashed.commit.prev, hashed.bytes, by) };
}

/** Signs as a family that may write the command. */
export const SIGNER: Signer = {
  writerOf: async (command, by) => writerOf(familyFor(command, by)),
  sign: async (hashed) => signed(hashed).signature,
};

/** A command and an actor that can lead to these events; undefined when no single command leads to all. */
export function authorOf(
  events: readonly LedgerEvent[],
): { readonly command: Command['type']; readonly by: Actor['by'] } | undefined {
  const [first] = events;
  const commands: readonly Command['type'][] = first === undefined ? ['StopRecovery'] : PRODUCED_BY[first.type];
  // A row is applied with its proof only.
  const own = commands.filter((command) => command !== 'ApplyRow' || events.some(({ type }) => type === 'RowApplied'));
  const authors = own.flatMap((command) => ACTORS_OF_TESTS.map((by) => ({ command, by })));
  return authors.find((author) =>
    FAMILIES.some((family) => writingFlawOf({ family, ...author, events }) === undefined),
  );
}

const ACTORS_OF_TESTS = ['person', 'workflow', 'ticket-system', 'signal-source'] as const;
