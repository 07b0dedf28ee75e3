import { expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openPage } from './browser.ts';
import { Hand } from './hand.ts';
import { givePasskey } from './passkeys.ts';
import { check } from './staff.ts';
import type { World } from './world.ts';

/** What each part of a recovery does in a browser of its own, with only what that person has. */

const DESKTOP = { viewport: { width: 1200, height: 800 } } as const;

/** The words of a page or of a screen, as somebody reads them out. */
export const wordsOn = async (page: Page, id: string): Promise<string> =>
  (await page.locator(id).innerText()).replace(/\s+/g, ' ').trim();

/** An agent finds who called by what they say, takes the request in, and has the address of the page sent to a registered contact, if there is one. */
export async function takesIn(agent: Hand, { said, contact }: { said: string; contact?: RegExp }): Promise<string> {
  const { page } = agent;
  await page.getByRole('link', { name: 'New request' }).click();
  await page.locator('#find').waitFor();
  await check(page, 'caller');
  const before = agent.actions;
  await agent.fills('#find', said);
  await agent.clicks('#look-do');
  const reason = page.locator('#open-reason');
  await reason.or(page.locator('#found')).first().waitFor();
  // Somebody with several accounts: the agent asks which.
  if (!(await reason.isVisible())) {
    await check(page, 'found');
    await agent.clicks(page.getByRole('listitem').filter({ hasText: 'cognito:' }).getByRole('button'));
  }
  await agent.fills(reason, 'Cannot sign in since this morning');
  await check(page, 'opening');
  await agent.clicks('#open-do');
  await page.getByText('It waits until the requester has proved who they are.').waitFor();
  if (contact !== undefined) {
    await agent.clicks(page.getByRole('button', { name: contact }));
    await page.getByText('The address of the page is on its way.').waitFor();
  }
  expect(agent.actions - before).toBeLessThanOrEqual(6);
  return /#\/recoveries\/([a-z0-9-]+)$/.exec(page.url())?.[1] ?? page.url();
}

/** The requester types what the help desk says. */
export async function hears(page: Page, said: string): Promise<void> {
  await page.locator('#heard').fill(said);
  await page.locator('#hear').click();
  await page.locator('#met').waitFor();
}

interface Place {
  readonly browser: Browser;
  readonly world: World;
}

/** Whoever was asked by mail follows its link. */
export const comes = async (place: Place, who: string, recovery: string): Promise<Hand> =>
  opens(place, who, await place.world.linkTo(new RegExp(`${who}@example`), new RegExp(`#/recoveries/${recovery}`)));

/** Whoever the help desk has asked, where a plan leaves open who helps, follows the address of the agent's screen. */
export const isAsked = ({ browser, world }: Place, who: string, agent: Page): Promise<Hand> =>
  opens({ browser, world }, who, agent.url());

/** More than anybody signs in one browser. */
const USES = 100;
let browsers = 0;

/**
 * Signs in where they have to. The passkey of their record is in the browser's own authenticator, which counts on from where the one before
 * stopped: a counter that begins again is that of a copy.
 */
async function opens({ browser, world }: Place, who: string, address: string): Promise<Hand> {
  const hand = new Hand((await openPage(browser, DESKTOP)).page);
  await hand.follows(address);
  await hand.clicks(`button[value=${who}]`);
  await hand.page.locator('#sign-out').waitFor();
  browsers += 1;
  await givePasskey(hand.page, world.passkeyOf(who), browsers * USES);
  return hand;
}

/** Countersigns what the screen shows; from the message to here it takes three actions at most. */
export async function agrees(approver: Hand, name: string): Promise<void> {
  await approver.page.locator('#countersign-do').waitFor();
  await check(approver.page, name);
  await approver.clicks('#countersign-do');
  await approver.page.getByText('Thank you. Your countersignature is recorded.').waitFor();
  expect(approver.actions).toBeLessThanOrEqual(3);
}

/** A verifier says what they saw of somebody who is before them, and names the page whose words they read out, if they did. */
export async function sees(verifier: Hand, words: string | null): Promise<void> {
  const { page } = verifier;
  await verifier.chooses('#prove-method', 'in-person');
  for (const step of await page.locator('.of-in-person input').all()) await verifier.clicks(step);
  await verifier.clicks('#prove-seen-passport');
  await verifier.clicks('#prove-seen-employee-badge');
  await verifier.fills('#prove-reference', 'badge-log/4711');
  if (words !== null) await verifier.fills('#prove-page', words);
  await verifier.clicks('#prove-do');
  const said = words === null ? 'It is recorded, but bound to no page' : 'Thank you. Your statement is recorded.';
  await page.getByText(said).first().waitFor();
}

/** Somebody related to the account says that they know who asks. */
export async function vouches(related: Hand, words: string | null): Promise<void> {
  if (words !== null) await related.fills('#prove-page', words);
  await related.clicks('#prove-do');
  await related.page.getByText('Thank you. Your statement is recorded.').waitFor();
}

/** The requester takes what was made for them. */
export async function takes(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Show it now' }).click();
  return page.locator('#secret').innerText();
}
