/** Calls that change a credential, a factor or a secret, as CloudTrail names them, by the source of the event. */
export const TRAIL_CALLS = {
  'aws.cognito-idp': [
    'AdminSetUserPassword',
    'AdminResetUserPassword',
    'ConfirmForgotPassword',
    'ChangePassword',
    'AdminSetUserMFAPreference',
    'SetUserMFAPreference',
    'AdminSetUserSettings',
    'SetUserSettings',
    'AdminDeleteSoftwareToken',
    'VerifySoftwareToken',
    'CompleteWebAuthnRegistration',
    'DeleteWebAuthnCredential',
    'AdminEnableUser',
  ],
  'aws.secretsmanager': ['PutSecretValue', 'UpdateSecret', 'UpdateSecretVersionStage', 'RotateSecret'],
} as const;

export type TrailCall<Source extends keyof typeof TRAIL_CALLS> = (typeof TRAIL_CALLS)[Source][number];
