import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage } from './support/browser.ts';
import { Keyboard } from './support/keyboard.ts';
import { check, signedIn } from './support/staff.ts';
import { World } from './support/world.ts';

let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const at = async (who: string, hash = ''): Promise<Keyboard> =>
  new Keyboard((await signedIn(browser, { world, who, at: hash })).page);

/** Ken's recovery, proved on his page. */
async function proved(): Promise<string> {
  const recovery = await world.open('ken', 'unlock');
  const { page } = await openPage(browser);
  await page.goto(world.pageOf(recovery));
  await page.locator('#prove-issued-code-email-summary').click();
  await page.locator('#prove-issued-code-email-send').click();
  await page.locator('#prove-issued-code-email-code').fill(await world.code(/@home/));
  await page.locator('#prove-issued-code-email-check').click();
  await world.until(recovery, 'approving');
  return recovery;
}

describe('with the keyboard alone', () => {
  it('an agent lists the keys, searches, opens, and sends the link', async () => {
    const agent = await at('alex', '#/me');
    const { page } = agent;
    await page.locator('#menu a').first().waitFor();
    await agent.presses('?');
    await page.locator('#keys').waitFor();
    expect(await page.locator('#keys').innerText()).toMatch(/\/\s*Search[\s\S]*\?\s*Show these keys/);
    await check(page, 'keys');
    await agent.presses('Escape');
    await page.locator('#keys').waitFor({ state: 'detached' });
    await agent.presses('/');
    await agent.isBroughtTo('find');
    expect(page.url()).toMatch(/#\/new$/);
    await agent.types('jane');
    await agent.presses('Enter');
    await page.locator('#open-reason, #pick-0').first().waitFor();
    if (await page.locator('#pick-0').isVisible()) await agent.uses('pick-0');
    await agent.isBroughtTo('open-reason');
    await agent.types('Cannot sign in since this morning');
    await agent.uses('open-do');
    await page.locator('#standing').waitFor();
    await agent.isBroughtTo('head');
    const link = await page.locator('#link-head ~ .row button').first().getAttribute('id');
    await agent.uses(link ?? '');
    await agent.isBroughtTo('message-text');
    expect(await page.locator('#message-text').innerText()).toBe('The address of the page is on its way.');
    const id = /#\/recoveries\/([a-z0-9-]+)$/.exec(page.url())?.[1] ?? '';
    // From the list as well, the key leads to whoever calls, and to what is open of theirs already.
    await page.evaluate(() => location.assign('#/'));
    await page.locator(`#to-${id}`).waitFor();
    await agent.presses('/');
    await page.locator('#look').waitFor();
    await agent.isBroughtTo('find');
    await agent.types('jane');
    await agent.presses('Enter');
    await page.locator('#open-of-them').waitFor();
    expect(page.url()).toMatch(/#\/new$/);
    await check(page, 'opening-open-already');
    await agent.uses(`to-${id}`);
    await page.locator('#standing').waitFor();
    await world.clear('jane', id);
  });

  it('an agent calls whom they have found', async () => {
    const agent = await at('alex', '#/new');
    await agent.page.locator('#find').waitFor();
    await agent.presses('/');
    await agent.isBroughtTo('find');
    await agent.types('ken');
    await agent.presses('Enter');
    await agent.page.locator('#dial').waitFor();
    await agent.uses('dial-do');
    await agent.page.locator('#own-words-0').waitFor();
    await agent.isBroughtTo('head');
  });

  it('a verifier says what they saw, and is told what is missing before', async () => {
    const recovery = await world.open('jane', 'unlock');
    const verifier = await at('vera', `#/recoveries/${recovery}`);
    await verifier.page.locator('#prove-do').waitFor();
    await verifier.chooses('prove-method', 'In person');
    await verifier.uses('prove-do');
    await verifier.isBroughtTo('message-text');
    for (const step of ['document', 'portrait', 'alone']) await verifier.ticks(`check-in-person-${step}`);
    await verifier.ticks('prove-seen-passport');
    await verifier.ticks('prove-seen-employee-badge');
    await verifier.fills('prove-reference', 'badge-log/4711');
    await verifier.uses('prove-do');
    await verifier.page
      .getByText(/Thank you\. Your statement is recorded|It is recorded, but bound to no page/)
      .waitFor();
    await verifier.isBroughtTo('message-text');
    await world.clear('jane', recovery);
  });

  it('an approver comes from what waits to the thanks', async () => {
    const recovery = await proved();
    const manager = await at('mara');
    await manager.page.locator(`#to-${recovery}`).waitFor();
    await manager.uses(`to-${recovery}`);
    await manager.page.locator('#countersign-do').waitFor();
    await manager.isBroughtTo('head');
    await manager.uses('countersign-do');
    await manager.page.getByText('Thank you. Your countersignature is recorded.').waitFor();
    await manager.isBroughtTo('message-text');
    await world.until(recovery, 'granted');
    await world.clear('ken', recovery);
  });

  it('an approver searches what they may read, also what has ended, and says no with a reason', async () => {
    const recovery = await world.proved('reset-password');
    const ida = await at('ida', '#/waiting');
    await ida.page.locator(`#to-${recovery}`).waitFor();
    await ida.presses('/');
    await ida.isBroughtTo('find');
    await ida.types('no such account');
    await ida.page.locator('#look-there').waitFor();
    await check(ida.page, 'list-not-found');
    await ida.uses('look-there');
    await ida.page.getByRole('heading', { level: 1, name: 'Ended recoveries' }).waitFor();
    const { page } = ida;
    await page.evaluate((id) => location.assign(`#/recoveries/${id}`), recovery);
    await page.locator('#reject-summary').waitFor();
    await ida.uses('reject-summary');
    // Without a reason nothing is sent: the browser leads to the field.
    await ida.uses('reject-do');
    await ida.isBroughtTo('reject-reason');
    await ida.fills('reject-reason', 'I asked her: she knows nothing of it');
    await ida.uses('reject-do');
    await page.getByText('Your no is recorded.').waitFor();
    await ida.isBroughtTo('message-text');
    await world.until(recovery, 'rejected');
  });

  it('somebody on duty revokes, and raises the threat level', async () => {
    const recovery = await world.open('jane', 'unlock');
    const duty = await at('dana', '#/duty');
    await duty.page.locator(`#duty-${recovery}`).waitFor();
    await duty.chooses('revoke-what', 'One recovery');
    await duty.fills('revoke-reason', 'One caller asked for both');
    await duty.uses('revoke-do');
    await duty.page.getByText('They are stopped.').waitFor();
    await duty.isBroughtTo('message-text');
    await world.until(recovery, 'stopped');
    await duty.uses('threat-summary');
    await duty.fills('threat-reason', 'Many calls from one number');
    await duty.uses('threat-do');
    await duty.page.getByText('The threat level is raised for everybody').waitFor();
    await duty.isBroughtTo('message-text');
  });

  it('an administrator confirms what another one proposed', async () => {
    const person = {
      ...{
        person: 'person:olive',
        nature: 'human',
        name: 'Olive Quist',
        subjects: [],
        addresses: ['olive@example.com'],
      },
      ...{ ticketUsers: [], parts: ['verifier'] },
    };
    await world.post('adam', '/registry/proposals', { person });
    const admin = await at('ada', '#/proposals');
    await admin.page.locator('[id="to-person-person:olive"]').waitFor();
    await admin.uses('to-person-person:olive');
    await admin.page.locator('#confirm-person-do').waitFor();
    await admin.isBroughtTo('head');
    await admin.uses('confirm-person-do');
    await admin.page.getByText('It is confirmed, and in force.').waitFor();
    await admin.isBroughtTo('message-text');
  });

  it('an auditor searches from a recovery, and goes to screens by digits', async () => {
    const recovery = await world.open('jane', 'unlock');
    const auditor = await at('otto', `#/recoveries/${recovery}`);
    await auditor.page.locator('#standing').waitFor();
    await auditor.presses('/');
    await auditor.isBroughtTo('find');
    await auditor.types('jane unlock');
    await auditor.page.locator(`#to-${recovery}`).waitFor();
    await auditor.uses(`to-${recovery}`);
    await auditor.isBroughtTo('head');
    await auditor.presses('1');
    await auditor.page.getByRole('heading', { level: 1, name: 'Waiting for me' }).waitFor();
    await auditor.isBroughtTo('head');
    await world.clear('jane', recovery);
  });

  it('an employee is told that they have nothing to search; keys that are switched off do nothing', async () => {
    const employee = await at('ken', '#/waiting');
    const { page } = employee;
    await page.locator('#nothing-waits, #waiting').first().waitFor();
    await employee.presses('/');
    await page.getByText('You have no list to search.').waitFor();
    await employee.isBroughtTo('message-text');
    await employee.uses('show-keys');
    await employee.ticks('keys-off');
    await employee.uses('keys-close');
    await employee.isBroughtTo('show-keys');
    await page.locator('#keys').waitFor({ state: 'detached' });
    await employee.presses('?');
    expect(await page.locator('#keys').count()).toBe(0);
  });
});

describe('every screen', () => {
  it.each([
    ['mara', '#/waiting', 'head'],
    ['alex', '#/', 'head'],
    ['alex', '#/ended', 'head'],
    ['alex', '#/new', 'find'],
    ['alex', '#/calls', 'find'],
    ['dana', '#/duty', 'running-head'],
    ['adam', '#/proposals', 'head'],
    ['otto', '#/search', 'find'],
    ['jane', '#/me', 'account-0'],
    ['jane', '#/call', 'heard'],
  ])('of %s at %s is walked from its skip link to its end, and holds nobody', async (who, hash, shown) => {
    const keyboard = await at(who, hash);
    await keyboard.page.locator(`#${shown}`).waitFor();
    const stops = await keyboard.walksAll();
    expect([stops[0], stops.at(-1)]).toEqual(['skip', 'language-es']);
  });
});
