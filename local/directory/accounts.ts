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

/** An account of the demo's user pool, or of its Secrets Manager: the part after the colon is its name there. */
function account(id: string, over: Partial<ProposedProfile>): ProposedProfile {
  const target = id.slice(id.indexOf(':') + 1);
  const connector = id.startsWith('secret:') ? 'secrets-manager' : 'cognito';
  return { ...ACCOUNT, connector, ...over, account: id, target };
}

/** A mailbox and a telephone that the directory has had for long; the number is one that is nobody's. */
const reachedAt = (name: string, number: string): ProposedProfile['contacts'] => [
  { id: 'mail', kind: 'email', address: `${name}@home.example`, since: '2026-01-05T09:00:00.000Z' },
  { id: 'mobile', kind: 'sms', address: `+120255501${number}`, since: '2026-01-05T09:00:00.000Z' },
];

/** A telephone that is called, for whoever has one at home. */
const calledAt = (number: string): ProposedProfile['contacts'][number] => ({
  ...{ id: 'home', kind: 'voice', address: `+120255501${number}`, since: '2026-01-05T09:00:00.000Z' },
});

/** A letter box, for whoever hears of things by post. */
const writtenTo = (name: string): ProposedProfile['contacts'][number] => ({
  ...{ id: 'post', kind: 'postal', address: `${name}\n1 Main Street\nSpringfield`, since: '2026-01-05T09:00:00.000Z' },
});

const PAYMENTS = ['person:cora', 'person:carl'];

/** The accounts of the demo: every kind and tier, two of them of directories that no connector reaches yet. */
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
  account('okta:jane', { connector: 'okta', owner: 'person:jane', manager: 'person:mara' }),
];

/** Names of the users that the fake user pool holds. */
export const userNames = (): readonly string[] => targetsOf('cognito');

/** Names of the secrets that the fake Secrets Manager holds and rotates. */
export const secretNames = (): readonly string[] => targetsOf('secrets-manager');

const targetsOf = (connector: string): readonly string[] =>
  DEMO_ACCOUNTS.filter((one) => one.connector === connector).map(({ target }) => target);
