import { DynamoDbCampaigns } from '../adapters/dynamodb/campaigns.ts';
import { DynamoDbLedger } from '../adapters/dynamodb/ledger.ts';
import { DynamoDbPasskeyCounters } from '../adapters/dynamodb/passkey-counters.ts';
import { DynamoDbViews } from '../adapters/dynamodb/views.ts';
import { PolicyFile } from '../adapters/policy/file.ts';
import { staffSignatures } from '../adapters/webauthn/staff.ts';
import type { PlanningServices, SubmitServices } from '../app/ledger/submit.ts';
import { surroundings } from '../app/ledger/surroundings.ts';
import type { ReadingServices } from '../app/people/reading.ts';
import { CONNECTORS, type ConnectorName, type HandDirectories } from '../contract/connectors.ts';
import { ENV } from '../contract/environment.ts';
import type { IdentityCenterSettings } from '../contract/identity-center.ts';
import type { Action } from '../core/registry/account.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Campaigns } from '../ports/workspace.ts';
import { dynamo } from './clients/clients.ts';
import { deployedPath, environment, once, optionalEnvironment } from './clients/environment.ts';
import { keyring, signer } from './clients/signing.ts';
import type { EntraSettings } from './directories/entra.ts';
import type { GoogleSettings } from './directories/google-workspace.ts';
import type { CenterSettings } from './directories/identity-center.ts';
import type { OktaSettings } from './directories/okta.ts';

/** For every function that changes anything. Making plans needs `planningServices`. */
export const submitServices = /* @__PURE__ */ once(
  (): SubmitServices => ({
    ledger: verifiedLedger(),
    signer: signer(),
    policy: new PolicyFile(deployedPath(environment(ENV.policyFile))),
    surroundings,
    campaigns: null,
  }),
);

/** The ledger; every commit read from it is verified. */
export const verifiedLedger = /* @__PURE__ */ once(
  (): Ledger => new DynamoDbLedger(dynamo(), environment(ENV.ledgerTable), keyring()),
);

/** The counters across accounts: read for making plans, written by the relay. */
export const campaigns = /* @__PURE__ */ once(
  (): Campaigns => new DynamoDbCampaigns(dynamo(), environment(ENV.workspaceTable)),
);

/** For every function that makes or executes a plan. */
export const planningServices = /* @__PURE__ */ once(
  (): PlanningServices => ({
    ...submitServices(),
    campaigns: campaigns(),
    capabilities: capabilities(),
  }),
);

/** What verifies statements when they come. The library for it is loaded with the first of them. */
const verifying = () => ({
  signatures: staffSignatures,
  counters: new DynamoDbPasskeyCounters(dynamo(), environment(ENV.workspaceTable)),
});

/** For functions that take what people decide and sign, and make no plan. */
export const signingServices = /* @__PURE__ */ once((): SubmitServices => ({ ...submitServices(), ...verifying() }));

/** For functions that also take and count countersignatures. */
export const countingServices = /* @__PURE__ */ once(
  (): PlanningServices => ({ ...planningServices(), ...verifying() }),
);

/** The actions that each connector of the deployment performs. */
export const capabilities = (): PlanningServices['capabilities'] =>
  Object.fromEntries(connectorNames().map((name) => [name, performedBy(name)]));

/** Keys of disks are released only where the settings say so. */
export function performedBy(name: ConnectorName): readonly Action[] {
  const actions: readonly Action[] = CONNECTORS[name].actions;
  return areDiskKeysReleased() ? actions : actions.filter((action) => action !== 'release-disk-key');
}

const areDiskKeysReleased = (): boolean => optionalEnvironment(ENV.entraDiskKeys) === 'true';

/** The connectors of the deployment. Throws for an unknown name. */
export function connectorNames(): readonly ConnectorName[] {
  return environment(ENV.connectors)
    .split(' ')
    .map((name) => {
      if (!Object.hasOwn(CONNECTORS, name)) throw new Error(`\`${ENV.connectors}\` names no connector: \`${name}\``);
      return name as ConnectorName;
    });
}

/** The directories of the connector `by-hand`. */
export const handDirectories = (): HandDirectories => JSON.parse(environment(ENV.byHand)) as HandDirectories;

/** The instance of the connector `identity-center`, and the tiers of its groups. */
export const centerSettings = (): CenterSettings => ({
  // INVARIANT: the stack wrote it.
  instance: JSON.parse(environment(ENV.identityCenter)) as IdentityCenterSettings,
  groupTiers: optionalEnvironment(ENV.groupTiers),
});

/** The tenant of the connector `entra`. Its adapter is loaded later; what is missing is missed at once. */
export const entraSettings = (): EntraSettings => ({
  tenant: environment(ENV.entraTenant),
  clientId: environment(ENV.entraClient),
  secret: environment(ENV.entraSecret),
  groupTiers: optionalEnvironment(ENV.groupTiers),
  diskKeys: areDiskKeysReleased(),
});

/** The org of the connector `okta`; likewise. */
export const oktaSettings = (): OktaSettings => ({
  org: environment(ENV.oktaOrg),
  clientId: environment(ENV.oktaClient),
  secret: environment(ENV.oktaSecret),
  groupTiers: optionalEnvironment(ENV.groupTiers),
});

/** The workspace of the connector `google-workspace`; likewise. */
export const googleSettings = (): GoogleSettings => ({
  subject: environment(ENV.googleSubject),
  secret: environment(ENV.googleSecret),
  groupTiers: optionalEnvironment(ENV.groupTiers),
});

/** For the query function; it decides nothing and needs no policy. */
export const readingServices = /* @__PURE__ */ once(
  (): ReadingServices => ({
    ledger: verifiedLedger(),
    surroundings,
    keyring: keyring(),
    views: new DynamoDbViews(dynamo(), environment(ENV.workspaceTable)),
  }),
);
