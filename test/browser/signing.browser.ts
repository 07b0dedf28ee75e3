import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage } from './support/browser.ts';
import { givePasskey } from './support/passkeys.ts';
import { check, pickAt, signedIn } from './support/staff.ts';
import { World } from './support/world.ts';

/** Approvers sign in a real browser, each with the passkey of their record in an authenticator of their own. */

let world: World;
let browser: Browser;
/** A recovery that waits for its approvers. */
let waiting: string;

beforeAll(async () => {
  world = await World.start({ signsInPage: false });
  browser = await openBrowser();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const signed = (page: Page) => page.getByText('Thank you. Your countersignature is recorded.').waitFor();

describe('a plan that asks for signed statements', () => {
  it('is read, signed and executed: one approver at the console, the other from the command line', async () => {
    const recovery = await world.proved('reset-password');
    const { page: ida } = await signedIn(browser, { world, who: 'ida', at: `#/recoveries/${recovery}` });
    await givePasskey(ida, world.passkeyOf('ida'));
    await ida.locator('#countersign-do').waitFor();
    expect(await ida.locator('#executes').innerText()).toContain('lena-admin');
    await ida.locator('#countersign-do').click();
    await signed(ida);

    const { page: sam } = await openPage(browser, { viewport: { width: 1200, height: 800 } });
    const reads = async (address: string): Promise<void> => {
      await sam.goto(address);
      await sam.locator('#sign-in').click();
      await pickAt(sam, 'sam');
      await givePasskey(sam, world.passkeyOf('sam'));
      await sam.locator('#signing-head').waitFor();
      await check(sam, 'signing');
      await sam.locator('#countersign-do').click();
      await sam.locator('#signing-done').waitFor();
      // The browser may be on another device: it stays, and the command line reads from the service.
      expect(sam.url()).toBe(address);
      expect(await sam.locator('#signing-back').getAttribute('href')).toMatch(/^http:\/\/localhost:4731[123]\//);
      await check(sam, 'signing-done');
    };
    let browsed: Promise<void> | undefined;
    const typed = await world.types('sam', ['recoveries', 'approve', recovery, '--yes'], (address) => {
      browsed = reads(address);
    });
    await browsed;
    expect(typed).toMatchObject({ code: 0, out: expect.stringMatching(/This is recorded as commit \d+\. Recovery/) });
    await world.until(recovery, 'granted');
    expect(await world.events(recovery)).toEqual(expect.arrayContaining(['PlanCountersigned', 'GrantIssued']));
  });

  it('is not countersigned with a passkey that is not in the record, and the page says so', async () => {
    waiting = await world.proved('reset-mfa');
    const { page: ida } = await signedIn(browser, { world, who: 'ida', at: `#/recoveries/${waiting}` });
    await givePasskey(ida, world.passkeyOf('ivan'));
    await ida.locator('#countersign-do').click();
    await ida.getByText('Nothing was signed, so nothing was countersigned.').waitFor();
    expect(await world.events(waiting)).not.toContain('PlanCountersigned');
  });

  it('tells an approver without a passkey what to do, at the console and at the command line', async () => {
    const ivan = { person: 'person:ivan', name: 'Ivan Petrov', nature: 'human', subject: 'local-ivan' } as const;
    const rest = {
      addresses: ['ivan@example.com'],
      ticketUsers: [],
      parts: ['approver:identity'] as const,
      passkeys: [],
    };
    await world.register({ ...ivan, ...rest });
    const { page } = await signedIn(browser, { world, who: 'ivan', at: `#/recoveries/${waiting}` });
    await page.locator('#no-passkey').waitFor();
    await check(page, 'no-passkey');
    expect(await page.locator('#countersign-do').count()).toBe(0);
    await page.locator('#to-decision-key').click();
    await page.locator('#make-decision-key').waitFor();
    const typed = await world.types('ivan', ['recoveries', 'approve', waiting, '--yes'], () => {});
    expect(typed).toMatchObject({
      code: 1,
      err: expect.stringContaining('give the line that appears to two administrators'),
    });
  });
});
