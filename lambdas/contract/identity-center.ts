import type { CONNECTORS } from './connectors.ts';

/** The instance of IAM Identity Center whose users are recovered, as a function is told of it. */
export interface IdentityCenterSettings {
  /** `arn:aws:sso:::instance/ssoins-…` */
  readonly instanceArn: string;
  /** `d-…` */
  readonly identityStoreId: string;
  /** The region of the instance; absent: that of the deployment. */
  readonly region?: string | undefined;
  /** What people do there; absent: all that the connector has. */
  readonly actions?: readonly (typeof CONNECTORS)['identity-center']['actions'][number][] | undefined;
}
