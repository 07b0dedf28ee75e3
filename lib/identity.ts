import { Aws, Duration, Fn, Lazy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolGroup,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { TOKEN_ROLES } from '../lambdas/contract/roles.ts';
import { CONSOLE_PATH, LOOPBACK_PORTS, loopbackAddress } from '../lambdas/contract/sign-in.ts';
import { instanceOf, LASTING_PROTECTED } from './lasting.ts';

/** The organisation's existing OpenID Connect issuer. */
export interface Issuer {
  readonly url: string;
  /** Tokens for any of these are accepted. */
  readonly audience: readonly string[];
  /** Its public client with which people sign in; absent: the first audience. */
  readonly clientId?: string;
  /** What they ask it for, separated by spaces; absent: `openid`. */
  readonly scopes?: string;
  /** Origins that a browser calls to sign in; absent: that of the issuer. */
  readonly origins?: readonly string[];
}

export interface IdentityProps {
  /** Absent: the stack makes a Cognito user pool. */
  readonly issuer?: Issuer;
  /** Name of the token claim that lists groups; absent: Cognito's. */
  readonly groupsClaim?: string;
  /** Least assurance of every token of the issuer; absent: what each token states. */
  readonly issuerAssurance?: '1' | '2' | '3';
  /** Approver groups of the policy, without `approver:`. */
  readonly approverGroups: readonly string[];
  /** Help desks of the policy, without `desk:`. */
  readonly desks: readonly string[];
}

/** Sign-in. A pool made here is for people who work with Countersign, not for the accounts that they recover. */
export class Identity extends Construct {
  readonly issuer: Issuer;
  /** The pool that was made, with its client; undefined with the organisation's own issuer. */
  readonly made: { readonly userPoolId: string; readonly clientId: string } | undefined;
  private readonly groupsClaim: string | undefined;
  private readonly consoles: string[] = [];
  /** The pool made here always demands a second factor. */
  private readonly assurance: string;

  constructor(scope: Construct, id: string, props: IdentityProps) {
    super(scope, id);
    this.groupsClaim = props.groupsClaim;
    this.assurance = props.issuer === undefined ? '2' : (props.issuerAssurance ?? '1');
    if (props.issuer !== undefined) {
      this.issuer = props.issuer;
      this.made = undefined;
      return;
    }
    const pool = this.makePool();
    const client = makeClient(pool, this.consoles);
    const origin = makeSignInPage(pool, client);
    const groups = [
      ...props.approverGroups.map((group) => `approver:${group}`),
      ...props.desks.map((desk) => `desk:${desk}`),
    ];
    for (const name of [...TOKEN_ROLES, ...groups]) makeGroup(pool, name);
    this.made = { userPoolId: pool.userPoolId, clientId: client.userPoolClientId };
    const url = `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${pool.userPoolId}`;
    this.issuer = {
      ...{ url, audience: [client.userPoolClientId], scopes: SCOPES.map(({ scopeName }) => scopeName).join(' ') },
      origins: [`https://cognito-idp.${Stack.of(this).region}.amazonaws.com`, origin],
    };
  }

  /** Tells a function which issuer to trust, which claim lists the groups, and the least assurance of a token. */
  grantClaims(fn: LambdaFunction): void {
    if (this.groupsClaim !== undefined) fn.addEnvironment(ENV.groupsClaim, this.groupsClaim);
    fn.addEnvironment(ENV.issuer, this.issuer.url);
    fn.addEnvironment(ENV.audience, this.issuer.audience.join(' '));
    fn.addEnvironment(ENV.issuerAssurance, this.assurance);
  }

  /** Tells a function what everybody may know: how people sign in. */
  tellSignIn(fn: LambdaFunction): void {
    const { url, audience, clientId = audience[0] ?? '', scopes = 'openid', origins } = this.issuer;
    fn.addEnvironment(ENV.issuer, url);
    fn.addEnvironment(ENV.issuerAssurance, this.assurance);
    fn.addEnvironment(ENV.signInClient, clientId);
    fn.addEnvironment(ENV.signInScopes, scopes);
    fn.addEnvironment(ENV.signInOrigins, (origins ?? [new URL(url).origin]).join(' '));
  }

  /** Lets the console at this address send people to the pool made here; another issuer's client is set up there. */
  allowConsole(origin: string): void {
    this.consoles.push(`${origin}${CONSOLE_PATH}`);
  }

  private makePool(): UserPool {
    return new UserPool(this, 'People', {
      selfSignUpEnabled: false,
      signInAliases: { username: true, email: true },
      mfa: Mfa.REQUIRED,
      // Codes by text message can be redirected together with the telephone number.
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        ...{ minLength: 15, requireDigits: true, requireLowercase: true, requireUppercase: true, requireSymbols: true },
        tempPasswordValidity: Duration.days(1),
      },
      // No link in a mailbox restores access to this pool; an administrator of the AWS account invites the person again.
      accountRecovery: AccountRecovery.NONE,
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection: true,
      removalPolicy: LASTING_PROTECTED,
    });
  }
}

const SCOPES = [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE];

/** `consoles` may grow until the template is made: the API's address depends on this client. */
const makeClient = (pool: UserPool, consoles: readonly string[]): UserPoolClient => {
  const callbacks = () => [...LOOPBACK_PORTS.map(loopbackAddress), ...consoles];
  return pool.addClient('Client', {
    // Passwords are typed into the pool's own page only: no program takes one. Said with a `false`, because a client that names no flow has
    // SRP and custom ones (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html).
    authFlows: { userSrp: false },
    generateSecret: false,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: SCOPES,
      callbackUrls: Lazy.list({ produce: callbacks }),
      logoutUrls: Lazy.list({ produce: () => [...consoles] }, { omitEmpty: true }),
    },
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    // Groups are read from the token, so a removed role lasts at most a quarter of an hour.
    accessTokenValidity: Duration.minutes(15),
    idTokenValidity: Duration.minutes(15),
    // One working day; then the second factor is needed again.
    refreshTokenValidity: Duration.hours(10),
  });
};

/** Cognito's page for signing in, with its own look; returns its origin. A prefix is one in the world, so it has a part of the stack's id. */
function makeSignInPage(pool: UserPool, client: UserPoolClient): string {
  const domain = pool.addDomain('Domain', {
    cognitoDomain: { domainPrefix: Fn.join('-', ['countersign', Aws.ACCOUNT_ID, instanceOf(Stack.of(pool))]) },
    managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
  });
  // Without a branding the page answers that it is not available.
  new CfnManagedLoginBranding(pool, 'Branding', {
    userPoolId: pool.userPoolId,
    clientId: client.userPoolClientId,
    useCognitoProvidedValues: true,
  });
  return domain.baseUrl();
}

const makeGroup = (pool: UserPool, groupName: string): CfnUserPoolGroup =>
  new CfnUserPoolGroup(pool, `Group-${groupName}`, { userPoolId: pool.userPoolId, groupName });
