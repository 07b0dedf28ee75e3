import type { ProposedProfile } from '../../lambdas/app/people/registry.ts';

const ACCOUNT: Omit<ProposedProfile, 'account' | 'target'> = {
  kind: 'human',
  tier: 'standard',
  environment: 'production',
  owner: null,
  custodians: [],
  manager: null,
  contacts: [],
  connector: 'cognito',
};

/** An account in the demo's user pool or Secrets Manager: the part after the colon is its name there. */
function account(id: string, over: Partial<ProposedProfile>): ProposedProfile {
  const target = id.slice(id.indexOf(':') + 1);
  const connector = id.startsWith('secret:') ? 'secrets-manager' : 'cognito';
  return { ...ACCOUNT, connector, ...over, account: id, target };
}

/** An old mailbox and an old telephone; the number belongs to nobody. */
const reachedAt = (name: string, number: string): ProposedProfile['contacts'] => [
  { id: 'mail', kind: 'email', address: `${name}@home.example`, since: '2026-01-05T09:00:00.000Z' },
  { id: 'mobile', kind: 'sms', address: `+120255501${number}`, since: '2026-01-05T09:00:00.000Z' },
];

/** A landline, for owners who have one. */
const calledAt = (number: string): ProposedProfile['contacts'][number] => ({
  ...{ id: 'home', kind: 'voice', address: `+120255501${number}`, since: '2026-01-05T09:00:00.000Z' },
});

/** A postal address, for owners who are notified by post. */
const writtenTo = (name: string): ProposedProfile['contacts'][number] => ({
  ...{ id: 'post', kind: 'postal', address: `${name}\n1 Main Street\nSpringfield`, since: '2026-01-05T09:00:00.000Z' },
});

const PAYMENTS = ['person:cora', 'person:carl'];

/** The accounts of the demo: every kind and tier; two are in directories without a connector. */
export const DEMO_ACCOUNTS: readonly ProposedProfile[] = [
  account('cognito:jane', { owner: 'person:jane', manager: 'person:mara', contacts: reachedAt('jane', '00') }),
  account('cognito:ken', {
    owner: 'person:ken',
    manager: 'person:mara',
    contacts: [...reachedAt('ken', '01'), calledAt('02')],
  }),
  account('cognito:lena-admin', {
    ...{ tier: 'privileged', owner: 'person:lena', manager: 'person:mara', contacts: [writtenTo('Lena Fischer')] },
  }),
  account('cognito:directory-root', { tier: 'critical', owner: 'person:omar', manager: 'person:mara' }),
  account('cognito:billing-inbox', { kind: 'shared-mailbox', custodians: PAYMENTS, manager: 'person:mara' }),
  account('cognito:vic-acme', { kind: 'vendor', owner: 'person:vic', manager: 'person:mara' }),
  account('secret:prod/payments/db', { kind: 'service-account', tier: 'critical', custodians: PAYMENTS }),
  account('secret:prod/search/indexer', { kind: 'service-account', tier: 'privileged', custodians: PAYMENTS }),
  account('secret:staging/payments/db', { kind: 'service-account', environment: 'staging', custodians: PAYMENTS }),
  account('secret:prod/maps/api-key', { kind: 'api-key', custodians: PAYMENTS }),
  account('pki:shop-frontend', { kind: 'certificate', tier: 'privileged', connector: 'pki', custodians: PAYMENTS }),
  account('hand:pki/mail-gateway', { kind: 'certificate', connector: 'by-hand', custodians: PAYMENTS }),
  account('okta:jane', { connector: 'okta', owner: 'person:jane', manager: 'person:mara' }),
];

/** Names of the users in the fake user pool. */
export const userNames = (): readonly string[] => targetsOf('cognito');

/** Names of the secrets in the fake Secrets Manager, which it rotates. */
export const secretNames = (): readonly string[] => targetsOf('secrets-manager');

const targetsOf = (connector: string): readonly string[] =>
  DEMO_ACCOUNTS.filter((one) => one.connector === connector).map(({ target }) => target);
