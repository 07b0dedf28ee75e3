import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as links from '../../lambdas/contract/links.ts';
import { digestOfDelegation } from '../../lambdas/core/registry/delegation.ts';
import { jiraTicket } from '../../local/demo/tickets.ts';
import type { Visitor } from '../../local/serve/visitor.ts';
import { signed } from '../../local/signing/passkeys.ts';
import { type LocalSystem, startLocal } from '../../local/start/system.ts';
import { eventually } from '../support/eventually.ts';
import { Play } from '../support/play.ts';
import { type Asked, addressesSent, ask, digestOfEverything, hangUp, variantsOf } from './support/opened-links.ts';

/** A link in a message is never a decision: whatever opens it, and however, nothing changes. */

let system: LocalSystem;
let play: Play;
/** Jane's browser, whose page can take a credential at this moment. */
let jane: Visitor;
/** Addresses in what was sent; and those, with others that people are told. */
let sent: readonly string[];
let addresses: readonly string[];
/** Of a message about many recoveries, and what an agent says on the telephone. */
const UNSENT = ['/console', '/call'];

const quiet = async (): Promise<void> => {
  await system.aws.stream?.settled();
  await system.aws.sqs.settled();
};

/** What there is once nothing moves any more: on a busy machine the workflow may still make the last plan. */
async function whenStill(): Promise<string> {
  for (let before = ''; ; await pause(2_000)) {
    await quiet();
    const now = await digestOfEverything(system);
    if (now === before) return now;
    before = now;
  }
}

beforeAll(async () => {
  system = await startLocal({ policy: 'trial' });
  play = new Play(system);
  // One recovery at each place where people are told something: it waits for a proof, for an approval, for its requester, for a review.
  const granted = await play.opens('jane', 'cognito:jane', 'reset-password');
  await play.until(granted, 'proofing');
  jane = await play.visits(granted);
  await play.proves('vera', granted, 'in-person', jane);
  await play.countersigns('mara', granted);
  await play.until(granted, 'granted');

  await lends('sara', 'rita');
  const approving = await play.opens('lena', 'cognito:lena-admin', 'reset-password');
  await play.until(approving, 'proofing');
  for (const [who, method] of [
    ['vera', 'in-person'],
    ['victor', 'live-video'],
    ['mara', 'manager-attestation'],
  ] as const)
    await play.proves(who, approving, method);
  await play.until(approving, 'approving');

  const reviewing = await play.opens('cora', 'secret:staging/payments/db', 'rotate-secret');
  await play.until(reviewing, 'proofing');
  await play.proves('carl', reviewing, 'custodian-attestation');
  for (const who of ['pia', 'sara']) await play.countersigns(who, reviewing);
  await play.until(reviewing, 'granted');

  const call = {
    account: 'cognito:ken',
    requester: 'person:ken',
    action: 'unlock',
    channel: 'phone',
    reason: 'a call',
  };
  const asked = String((await play.does('alex', '/recoveries', call))['recovery']);
  await play.until(asked, 'proofing');
  const ken = await play.visits(asked);
  await ken.does('challenges', { purpose: 'prove', method: 'issued-code-email', contact: 'mail' });
  await play.does('alex', `/recoveries/${asked}/links`, { contact: 'mobile' });
  const ticket = { id: 'HELP-9', account: 'cognito:billing-inbox', action: 'reset-password', summary: 'locked' };
  const cora = '712020:9d3f6c1a-52e4-4c7b-8d0e-1f6a2b3c4d5e';
  const { headers, body } = jiraTicket(
    { ...ticket, requester: cora, opener: cora },
    system.webhookKeys.jira,
    new Date(),
  );
  await fetch(`${system.url}/webhooks/jira`, { method: 'POST', headers, body });

  await eventually(async () => {
    await quiet();
    expect(addressesSent(system).filter((one) => one.includes('#stop=')).length).toBeGreaterThan(3);
  });
  await quiet();
  sent = addressesSent(system);
  addresses = [...sent, ...UNSENT.map((path) => `${system.url}${path}`)];
}, 120_000);

/** Somebody on leave lends their right to approve: both are told, and whoever stands in is asked in the other's place. */
async function lends(short: string, to: string): Promise<void> {
  const [key, person] = [system.passkeys[short], `person:${short}`];
  if (key === undefined) throw new Error(`${short} has no passkey`);
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const order = { to: `person:${to}`, groups: ['security'], until, reason: 'on leave' };
  const decided = {
    kind: 'delegate',
    stream: person,
    recovery: null,
    digest: digestOfDelegation(order),
    person,
  } as const;
  await play.does(short, '/delegations', { ...order, signed: signed(key, system.url, decided) });
}

afterAll(async () => {
  hangUp();
  await system?.stop();
});

describe('an address in a message', () => {
  it('is the page of a requester, the page that stops, or the console: one of each kind that there is was sent', () => {
    const kinds = sent.map((one) =>
      one
        .replace(new URL(one).origin, '')
        .replace(/[0-9a-z-]{26}/, 'ID')
        .replace(/=.*/, '='),
    );
    const { requesterPage, stopPage, consolePage, delegationsPage } = links;
    const every = [
      ...[requesterPage('', 'ID'), stopPage('', 'ID', ''), delegationsPage('')],
      ...[consolePage('', 'ID'), consolePage('', 'ID', 'person:sara')],
    ];
    expect([...new Set(kinds)].sort()).toEqual(every.sort());
    const known = ['consolePage', 'delegationsPage', 'requesterPage', 'stopPage'];
    expect(Object.keys(links).filter((name) => name.endsWith('Page'))).toEqual(known);
  });

  it('changes nothing, whatever machine opens it, in whatever way: 1,000 ways at least', async () => {
    const cookie = jane.cookie;
    const bearer = { authorization: `Bearer ${system.tokens['sara']}` };
    // What a page loads by itself is opened with it.
    const opened = addresses.flatMap((one) => (one.includes('/r/') ? [one, `${one.split('#')[0]}/state`] : [one]));
    const asked = opened.flatMap((one) => [{}, { cookie, ...bearer }].flatMap((also) => variantsOf(one, also)));
    expect(asked.length).toBeGreaterThan(1_000);

    const before = await whenStill();
    const statuses = await all(asked);
    await quiet();
    expect(await digestOfEverything(system)).toBe(before);
    console.log(
      `${addresses.length} addresses were sent; they were opened in ${asked.length} ways: ${JSON.stringify(statuses)}`,
    );
    // Most lead to a page, so the machines were not merely turned away.
    expect(statuses['200']).toBeGreaterThan(asked.length / 4);
  }, 120_000);

  it('would not pass if one of them changed something: what a person does there is seen', async () => {
    const before = await whenStill();
    expect(String((await jane.does('claims')).body['credential']).length).toBeGreaterThan(11);
    await quiet();
    expect(await digestOfEverything(system)).not.toBe(before);
  });
});

/** Sends all of them, a few at a time; counts the answers by status. */
async function all(asked: readonly Asked[]): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  const queue = [...asked];
  const works = async (): Promise<void> => {
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
      const status = String(await ask(system.url, one));
      counts[status] = (counts[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, works));
  return counts;
}
