/** Reasons why a rotation step cannot continue. No retry helps; the owner of the secret must look. */
export type RotationErrorCode =
  | 'event-malformed'
  | 'rotation-not-configured'
  | 'version-unknown'
  | 'version-not-pending'
  | 'current-missing'
  | 'pending-missing'
  | 'value-malformed'
  | 'value-not-password'
  | 'member-twice'
  | 'place-named'
  | 'engine-not-supported'
  | 'users-alternate'
  | 'password-missing'
  | 'password-elsewhere'
  | 'password-unchanged'
  | 'fields-changed'
  | 'place-missing'
  | 'role-missing'
  | 'role-not-tagged'
  | 'role-too-long'
  | 'role-too-powerful'
  | 'twin-foreign'
  | 'key-foreign'
  | 'key-mismatched'
  | 'certificate-missing'
  | 'tag-malformed'
  | 'system-not-configured'
  | 'pending-refused'
  | 'consumer-unwell'
  | 'rolled-back';

/** Fails the step and the rotation: the current version stays unchanged. Contains no value. */
export class RotationError extends Error {
  readonly code: RotationErrorCode;

  constructor(code: RotationErrorCode, message: string) {
    super(`${code}: ${message}`);
    this.name = 'RotationError';
    this.code = code;
  }
}
