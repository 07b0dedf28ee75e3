import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { addAuthenticator, openBrowser, openPage } from '../browser/support/browser.ts';
import { Hand } from '../browser/support/hand.ts';
import { enrolPasskey, givePasskey } from '../browser/support/passkeys.ts';
import { agrees } from '../browser/support/people.ts';
import { check, pickAt, signedIn } from '../browser/support/staff.ts';
import { World } from '../browser/support/world.ts';

/** A manager goes on leave, and somebody without any part stands in for her: each in a browser of their own, with only what they have. */

let world: World;
let browser: Browser;
/** The browsers of those who have lost their passwords, with the passkeys that they have prepared. */
let jane: Page;
let ken: Page;

beforeAll(async () => {
  world = await World.start({ signsInPage: false });
  browser = await openBrowser();
  [jane, ken] = [await prepared('jane'), await prepared('ken')];
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

async function prepared(who: string): Promise<Page> {
  const { page } = await openPage(browser);
  await addAuthenticator(page);
  await page.goto(world.pageOf('none'));
  await enrolPasskey(world, page, who);
  return page;
}

/** Somebody asks for a new password and proves that it is them: it waits for their manager. */
async function waits(page: Page, who: string): Promise<string> {
  const recovery = await world.open(who);
  await page.goto(world.pageOf(recovery));
  await page.locator('#prove-passkey-summary').click();
  await page.locator('#prove-passkey-do').click();
  await world.until(recovery, 'approving');
  return recovery;
}

it('a manager lends, her delegate hears of it, countersigns for her, and after she took it back can do it no more', async () => {
  const { page: mara } = await signedIn(browser, { world, who: 'mara', at: '#/delegations' });
  await givePasskey(mara, world.passkeyOf('mara'));
  await mara.locator('#lend-look').waitFor();
  expect(await mara.locator('#given-none').count()).toBe(1);
  await check(mara, 'delegations-none');
  // She does not find herself: nobody stands in for themselves.
  await mara.locator('#lend-to').fill('mara');
  await mara.locator('#lend-look-do').click();
  await mara.locator('#nobody').waitFor();
  await check(mara, 'delegations-nobody');
  await mara.locator('#lend-to').fill('omar aziz');
  await mara.locator('#lend-look-do').click();
  await mara.locator('#stand-in').waitFor();
  expect(await mara.locator('#stand-in').innerText()).toContain('Omar Aziz (person:omar)');
  await check(mara, 'delegations-lend');
  await mara.locator('#lend-reason').fill('on leave');
  await mara.locator('#lend-until').fill(inDays(31));
  await mara.locator('#lend-do').click();
  await mara.getByText('Choose an end in the future').waitFor();
  await mara.locator('#lend-until').fill(inDays(7));
  await mara.locator('#lend-do').click();
  await mara.getByText('It is lent. Whoever stands in for you is told.').waitFor();
  expect(await mara.locator('#given').innerText()).toContain('person:omar');
  await check(mara, 'delegations-given');

  const told = await world.message(/omar@example/, /lends you their right to approve/);
  expect(told.text).toContain('Mara Rossi (person:mara)');
  expect(told.text).not.toContain('on leave');
  const { page: omar } = await openPage(browser, { viewport: { width: 1200, height: 800 } });
  await omar.goto(await world.linkTo(/omar@example/, /#\/delegations$/));
  await omar.locator('#sign-in').click();
  await pickAt(omar, 'omar');
  await givePasskey(omar, world.passkeyOf('omar'));
  await omar.locator('#taken').waitFor();
  expect(await omar.locator('#taken').innerText()).toContain('person:mara');
  await check(omar, 'delegations-taken');

  const recovery = await waits(jane, 'jane');
  const hand = new Hand(omar);
  await hand.follows(await world.linkTo(/omar@example/, new RegExp(`#/recoveries/${recovery}/for/person%3Amara$`)));
  await omar.getByRole('heading', { name: 'You decide in the place of person:mara' }).waitFor();
  await agrees(hand, 'approver-in-place');
  await world.until(recovery, 'granted');
  expect((await world.show(recovery))['recovery']).toMatchObject({
    countersignatures: [{ approver: 'person:omar', for: { person: 'person:mara' } }],
  });
  const used = await world.message(/mara@example/, /has countersigned recovery/);
  expect(used.text).toContain('Omar Aziz (person:omar)');

  // What waits for him leads there as well, and the screen says in whose place it could be decided.
  const second = await waits(ken, 'ken');
  await omar.goto(`${world.url}/console#/waiting`);
  await omar.locator(`#to-${second}`).waitFor();
  expect(await omar.locator('#waiting').innerText()).toContain('In the place of person:mara');
  await check(omar, 'waiting-in-place');
  expect(await omar.locator(`#to-${second}`).getAttribute('href')).toBe(`#/recoveries/${second}/for/person%3Amara`);
  await omar.goto(`${world.url}/console#/recoveries/${second}`);
  await omar.getByRole('link', { name: 'Decide in the place of person:mara' }).waitFor();
  expect(await omar.locator('#countersign-do').count()).toBe(0);
  await check(omar, 'approver-could-stand-in');

  await mara.getByRole('button', { name: 'Take back: person:omar' }).click();
  await mara.getByText('It is ended.').waitFor();
  await mara.locator('#given-none').waitFor();
  await world.message(/omar@example/, /you do not decide in the place of/);
  await omar.goto(`${world.url}/console#/recoveries/${second}/for/person%3Amara`);
  await omar.reload();
  await omar.locator('#message-text').waitFor();
  expect(await omar.locator('#countersign-do').count()).toBe(0);
  const { digest } = await world.show(second);
  const again = world.post('omar', `/recoveries/${second}/countersignatures`, { digest, for: 'person:mara' });
  await expect(again).rejects.toThrow(/delegation-unknown/);
  expect(await world.events(second)).not.toContain('PlanCountersigned');
  await world.approve(second);
  await world.until(second, 'granted');
});

/** As the field of a date and a time takes it; the browsers' clock is UTC. */
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);
