import { AwsError } from '../protocol/aws-error.ts';

export const CURRENT = 'AWSCURRENT';
export const PREVIOUS = 'AWSPREVIOUS';
export const PENDING = 'AWSPENDING';

export interface Version {
  readonly id: string;
  /** Null for a version that a rotation has made and not filled yet. */
  value: string | null;
  labels: readonly string[];
  readonly createdAt: number;
}

/** A secret as stored. INVARIANT: each label is on at most one version. */
export interface StoredSecret {
  readonly arn: string;
  readonly name: string;
  readonly description: string | null;
  readonly kmsKeyId: string | null;
  tags: readonly Tag[];
  readonly createdAt: number;
  changedAt: number;
  rotatedAt: number | null;
  /** When it was deleted, and when it is finally gone. */
  deletion: { readonly at: number; readonly goneAt: number } | null;
  rotationFunction: string | null;
  /** The version of a running rotation. */
  rotating: string | null;
  versions: readonly Version[];
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export const holderOf = (secret: StoredSecret, label: string): Version | undefined =>
  secret.versions.find(({ labels }) => labels.includes(label));

export const versionOf = (secret: StoredSecret, id: string): Version | undefined =>
  secret.versions.find((version) => version.id === id);

/** Number of versions without a label that are kept, the newest ones. */
const DEPRECATED_KEPT = 100;

/**
 * Puts a value under a version id. The same id and value change nothing; another value is refused, because a value never changes. An empty
 * version of a rotation is filled.
 */
export function putValue(
  secret: StoredSecret,
  { id, value, labels }: { readonly id: string; readonly value: string; readonly labels: readonly string[] },
  now: number,
): void {
  const standing = versionOf(secret, id);
  if (standing?.value === value) return;
  if (typeof standing?.value === 'string')
    throw new AwsError('ResourceExistsException', `version \`${id}\` already exists with another value`);
  const version = standing ?? addVersion(secret, id, now);
  version.value = value;
  for (const label of holderOf(secret, CURRENT) === undefined ? [...labels, CURRENT] : labels)
    attach(secret, label, version);
  secret.changedAt = now;
}

/** Adds a version without a value. */
export function addVersion(secret: StoredSecret, id: string, now: number): Version {
  const version: Version = { id, value: null, labels: [], createdAt: now };
  const deprecated = secret.versions.filter(({ labels }) => labels.length === 0);
  const forgotten = deprecated.slice(0, Math.max(deprecated.length + 1 - DEPRECATED_KEPT, 0));
  secret.versions = [...secret.versions.filter((one) => !forgotten.includes(one)), version];
  return version;
}

/** Puts a label on a version and removes it from its last one; when `AWSCURRENT` moves, the last version becomes `AWSPREVIOUS`. */
export function attach(secret: StoredSecret, label: string, version: Version): void {
  const left = holderOf(secret, label);
  if (left === version) return;
  detach(secret, label);
  version.labels = [...version.labels, label];
  if (label !== CURRENT || left === undefined) return;
  detach(secret, PREVIOUS);
  left.labels = [...left.labels, PREVIOUS];
}

export function detach(secret: StoredSecret, label: string): void {
  for (const version of secret.versions) version.labels = version.labels.filter((one) => one !== label);
}

/** Moves or removes a label by the rules of UpdateSecretVersionStage: its current version must be named. */
export function moveLabel(
  secret: StoredSecret,
  label: string,
  { to, from }: { readonly to: string | undefined; readonly from: string | undefined },
): void {
  const holder = holderOf(secret, label);
  if (from !== undefined && holder?.id !== from)
    throw new AwsError('InvalidParameterException', `label \`${label}\` is not on version \`${from}\``);
  if (to === undefined) {
    if (from === undefined) throw new AwsError('InvalidParameterException', 'name a version to move to or from');
    if (label === CURRENT) throw new AwsError('InvalidParameterException', `\`${CURRENT}\` can only be moved`);
    detach(secret, label);
  } else attach(secret, label, targetOf(secret, label, { to, from }));
}

function targetOf(
  secret: StoredSecret,
  label: string,
  { to, from }: { readonly to: string; readonly from: string | undefined },
): Version {
  const holder = holderOf(secret, label);
  const target = versionOf(secret, to);
  if (target === undefined) throw new AwsError('ResourceNotFoundException', `no version \`${to}\``);
  if (holder !== undefined && holder !== target && from === undefined)
    throw new AwsError(
      'InvalidParameterException',
      `label \`${label}\` is on version \`${holder.id}\`, name it in RemoveFromVersionId`,
    );
  if (label === CURRENT && target.value === null)
    throw new AwsError('InvalidRequestException', `version \`${to}\` has no value`);
  return target;
}
