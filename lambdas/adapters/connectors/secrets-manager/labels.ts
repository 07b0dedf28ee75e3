import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import { CERTIFICATE_TAGS, GOVERNED_TAG, ISSUER_TAGS, ROLLED_BACK } from '../../../contract/tags.ts';
import type { Evidence } from '../../../ports/connector.ts';

/** The labels of a secret: versions by id, never a value. */
export interface LabelledSecret {
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly isRotationConfigured: boolean;
  /** Has the tag without which Countersign may not rotate it. */
  readonly isGoverned: boolean;
  /** Its owner says that somebody else issues its value: a token can be issued again. */
  readonly isIssued: boolean;
  /** Its owner says that it is a certificate which a system is told of: it can be replaced. */
  readonly isCertificate: boolean;
  /** Marked for deletion: nobody can read it. */
  readonly isBeingDeleted: boolean;
}

export const labelledSecret = ({
  VersionIdsToStages,
  RotationEnabled,
  DeletedDate,
  Tags,
}: DescribeSecretResponse): LabelledSecret => ({
  labels: VersionIdsToStages ?? {},
  isRotationConfigured: RotationEnabled === true,
  isGoverned: (Tags ?? []).some(({ Key, Value }) => Key === GOVERNED_TAG.key && Value === GOVERNED_TAG.value),
  isIssued: (Tags ?? []).some(({ Key = '' }) => ISSUER_TAGS.includes(Key)),
  isCertificate: (Tags ?? []).some(({ Key = '' }) => CERTIFICATE_TAGS.includes(Key)),
  isBeingDeleted: DeletedDate !== undefined,
});

type Label = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS';

export const carriesLabel = ({ labels }: LabelledSecret, version: string, label: Label): boolean =>
  labels[version]?.includes(label) ?? false;

/** The rotation to this version has finished; another may have followed: only a version that was current becomes the previous one. */
export const wasRotatedTo = (secret: LabelledSecret, version: string): boolean =>
  carriesLabel(secret, version, 'AWSCURRENT') || carriesLabel(secret, version, 'AWSPREVIOUS');

/** The version was current, and was taken back: the one before is current again. */
export const wasRolledBack = (secret: LabelledSecret, version: string): boolean =>
  secret.labels[version]?.includes(ROLLED_BACK) === true && !carriesLabel(secret, version, 'AWSCURRENT');

/** The rotation to this version has begun but not finished. */
export const isRotatingTo = (secret: LabelledSecret, version: string): boolean =>
  carriesLabel(secret, version, 'AWSPENDING') && !carriesLabel(secret, version, 'AWSCURRENT');

/** Another rotation is running, or was left half-done. */
export const isRotatingElsewhere = (secret: LabelledSecret, version: string): boolean =>
  Object.keys(secret.labels).some((other) => other !== version && isRotatingTo(secret, other));

/** The versions with the three rotation labels, for the ledger. */
export function labelEvidence({ labels }: LabelledSecret): Evidence {
  const found = Object.entries(labels).flatMap(([version, stages]) =>
    stages.filter((stage) => stage.startsWith('AWS') || stage === ROLLED_BACK).map((stage) => `${stage} ${version}`),
  );
  return { labels: found.sort() };
}
