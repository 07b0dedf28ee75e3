import { expect } from '@jest/globals';
import type { ConnectorName } from '../../../lambdas/contract/connectors.ts';
import type { Action } from '../../../lambdas/core/registry/account.ts';
import { cli } from '../../support/cli.ts';
import { eventually } from '../../support/eventually.ts';
import { eventsOf, type Play } from '../../support/play.ts';
import { CONNECTED } from './directories.ts';
import { imported } from './town.ts';
import { type Place, prepared } from './uses.ts';

/** Where somebody joins the company, and what they need when they cannot sign in. */
const NEEDED = {
  cognito: 'reset-password',
  openldap: 'reset-password',
  okta: 'reset-password',
  entra: 'temporary-access',
} as const satisfies Partial<Record<ConnectorName, Action>>;
type Joined = keyof typeof NEEDED;

export const JOINED = (Object.keys(NEEDED) as Joined[]).filter((name) => CONNECTED.includes(name));

const nameIn = (connector: Joined): string => `newcomer-${connector}`;

/** A rule calls the function that looks at the directories of record, as on EventBridge. */
async function looked({ system: { aws } }: Place): Promise<void> {
  await aws.functions.for('events').admit('sync');
  aws.asyncInvokes.accept('sync', {});
}

/** As the HR system exports somebody. */
const hiredAs = (name: string, mail: string) => ({
  ...{
    account: `cognito:${name}`,
    kind: 'human',
    tier: 'standard',
    environment: 'executives',
    owner: `person:${name}`,
  },
  ...{ contacts: `|email|${mail}|`, connector: 'cognito', target: name, name: 'Irena Kowal' },
});

/** Somebody new is in each directory; what the next look proposes of them, by directory, as the command line prints it. */
export async function newcomers(place: Place) {
  const { org, tenant, slapd, hr } = place.directories;
  const uses = new Map<Joined, Awaited<ReturnType<typeof prepared>>>();
  for (const connector of JOINED) {
    const name = nameIn(connector);
    uses.set(connector, await prepared(place, connector, { target: name, kind: 'human', action: NEEDED[connector] }));
    const mail = `${name}@example.com`;
    if (connector === 'openldap') await slapd?.admin.describe(name, { mail });
    const [user, one] = [org.find(name), tenant.find(name)];
    if (connector === 'okta' && user !== undefined) org.update(user, { email: mail, displayName: 'Tomasz Nowak' });
    if (connector === 'cognito') hr.rows.set(name, hiredAs(name, mail));
    if (connector === 'entra' && one !== undefined) one.mail = mail;
  }
  await looked(place);
  const records: object[] = [];
  for (const connector of JOINED) records.push(...(await proposedBy(place, connector)));
  return { uses, records };
}

async function proposedBy({ system }: Place, connector: Joined): Promise<readonly object[]> {
  const env = { COUNTERSIGN_TOKEN: system.tokens['adam'] ?? '' };
  let found: readonly object[] = [];
  await eventually(async () => {
    const { code, out, err } = await cli(['registry', 'findings', '--records', connector], {
      url: system.url,
      env,
      live: true,
    });
    expect([code, err]).toEqual([0, '']);
    const lines = out
      .split('\n')
      .filter((line) => line.includes(`"${nameIn(connector)}"`) || line.includes(`:${nameIn(connector)}"`));
    found = lines.map((line) => JSON.parse(line) as object);
    expect(found).toHaveLength(2);
  });
  return found;
}

/** Both administrators import what the directories propose of the newcomers, and nothing else of it. */
export async function registered(place: Place) {
  const { uses, records } = await newcomers(place);
  await imported(place.system, records);
  await place.system.aws.stream?.settled();
  return uses;
}

/** A newcomer is recovered: seen by a verifier, agreed to by both groups, claimed and used, and taken away by people on duty. */
export async function isRecovered(
  play: Play,
  connector: Joined,
  use: Awaited<ReturnType<typeof prepared>> | undefined,
): Promise<readonly string[]> {
  if (use === undefined) throw new Error(`nobody joined in ${connector}`);
  const asked = { account: `${connector}:${nameIn(connector)}`, requester: `person:${nameIn(connector)}` };
  const about = { action: NEEDED[connector], channel: 'phone', reason: 'the first day' };
  const recovery = String((await play.does('alex', '/recoveries', { ...asked, ...about }))['recovery']);
  await play.until(recovery, 'proofing');
  const page = await play.visits(recovery);
  await play.proves('vera', recovery, 'in-person', page);
  for (const approver of ['ida', 'sara']) await play.countersigns(approver, recovery);
  await play.until(recovery, 'granted');
  const credential = await play.claims(page);
  await use.works(credential);
  await play.does('dana', `/recoveries/${recovery}/stops`, { reason: 'it has done its work' });
  const shown = await play.until(recovery, 'reviewing');
  await use.isGone(credential);
  return eventsOf(shown);
}
