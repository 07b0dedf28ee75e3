import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage } from './support/browser.ts';
import { givePasskey } from './support/passkeys.ts';
import { hears, wordsOn } from './support/people.ts';
import { check, pickAt, signedIn } from './support/staff.ts';
import { World } from './support/world.ts';

/** Approvers sign in a real browser, each with the passkey of their record in an authenticator of their own. */

let world: World;
let browser: Browser;
/** A recovery that waits for its approvers, and one that was granted. */
let waiting: string;
let granted: string;
/** More than anybody signs in one browser. */
const USES = 100;
/** How many browsers the command line has opened: each counts on from where the one before stopped. */
let opened = 0;

beforeAll(async () => {
  world = await World.start({ signsInPage: false });
  browser = await openBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

/**
 * Somebody types a decision that is signed: their browser opens the page, where they sign in, read what they typed (`reads`), and press the
 * button. What the command line then prints.
 */
async function signsFor(who: string, argv: readonly string[], reads: (page: Page) => Promise<void>) {
  const { page } = await openPage(browser, { viewport: { width: 1200, height: 800 } });
  const signs = async (address: string): Promise<void> => {
    await page.goto(address);
    await page.locator('#sign-in').click();
    await pickAt(page, who);
    opened += 1;
    await givePasskey(page, world.passkeyOf(who), opened * USES);
    await page.locator('form#signing, form#countersign').waitFor();
    await reads(page);
    await page.locator('#signing-do, #countersign-do').click();
    await page.locator('#signing-done').waitFor();
    // The browser may be on another device: it stays, and the command line reads from the service.
    expect(page.url()).toBe(address);
    expect(await page.locator('#signing-back').getAttribute('href')).toMatch(/^http:\/\/localhost:4731[123]\//);
    await check(page, 'signing-done');
  };
  let signing: Promise<void> | undefined;
  const typed = await world.types(who, argv, (address) => {
    signing = signs(address);
  });
  await signing;
  return typed;
}

const signed = (page: Page) => page.getByText('Thank you. Your countersignature is recorded.').waitFor();

describe('a plan that asks for signed statements', () => {
  it('is read, signed and executed: one approver at the console, the other from the command line', async () => {
    granted = await world.proved('reset-password');
    const { page: ida } = await signedIn(browser, { world, who: 'ida', at: `#/recoveries/${granted}` });
    await givePasskey(ida, world.passkeyOf('ida'));
    await ida.locator('#countersign-do').waitFor();
    expect(await ida.locator('#executes').innerText()).toContain('lena-admin');
    await ida.locator('#countersign-do').click();
    await signed(ida);

    const typed = await signsFor('sam', ['recoveries', 'approve', granted, '--yes'], async (sam) => {
      await check(sam, 'signing');
    });
    expect(typed).toMatchObject({ code: 0, out: expect.stringMatching(/This is recorded as commit \d+\. Recovery/) });
    await world.until(granted, 'granted');
    expect(await world.events(granted)).toEqual(expect.arrayContaining(['PlanCountersigned', 'GrantIssued']));
  });

  it('is not countersigned with a passkey that is not in the record, and the page says so', async () => {
    waiting = await world.proved('reset-mfa');
    const { page: ida } = await signedIn(browser, { world, who: 'ida', at: `#/recoveries/${waiting}` });
    await givePasskey(ida, world.passkeyOf('ivan'));
    await ida.locator('#countersign-do').click();
    await ida.getByText('Nothing was signed, so nothing was recorded.').waitFor();
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

  it('is rejected from the command line: the page shows the reason that was typed', async () => {
    const argv = ['recoveries', 'reject', waiting, '--reason', 'nobody of the team asked for it'];
    const typed = await signsFor('sam', argv, async (page) => {
      expect(await page.locator('#signing-reason').innerText()).toBe('nobody of the team asked for it');
      await check(page, 'signing-reject');
    });
    expect(typed).toMatchObject({ code: 0, out: expect.stringContaining('has ended: rejected') });
    expect(await world.standing(waiting)).toBe('rejected');
  });

  it('is reviewed from the command line once its grant has ended', async () => {
    await world.clear('dana', granted);
    await world.until(granted, 'reviewing');
    const argv = ['recoveries', 'review', granted, '--finding', 'appropriate', '--note', 'spoke with the owner'];
    const typed = await signsFor('rita', argv, async (page) => {
      expect(await page.locator('#signing-note').innerText()).toBe('spoke with the owner');
      await check(page, 'signing-review');
    });
    expect(typed).toMatchObject({ code: 0, out: expect.stringContaining('This is recorded') });
    await world.until(granted, 'closed');
  });

  it('is proved from the command line: the words of the page are typed where it is signed', async () => {
    const asked = { account: 'cognito:lena-admin', requester: 'person:lena', action: 'reset-password' };
    const body = { ...asked, channel: 'phone', reason: 'her laptop is gone' };
    const recovery = String((await world.post('alex', '/recoveries', body))['recovery']);
    await world.until(recovery, 'proofing');
    const { page: lena } = await openPage(browser);
    await lena.goto(world.pageOf(recovery));
    await hears(lena, await world.words(recovery));
    const words = await wordsOn(lena, '#page-words');
    const seen = ['--seen', 'passport', 'employee-badge', '--checked', 'alone', 'document', 'portrait'];
    const argv = ['recoveries', 'prove', recovery, '--method', 'in-person', '--reference', 'badge-log/4711', ...seen];
    const typed = await signsFor('vera', [...argv, '--page', words], async (page) => {
      expect(await page.locator('#signing-seen').innerText()).toBe('passport, employee badge');
      expect(page.url()).not.toContain(words.split(' ')[0]);
      await check(page, 'signing-prove');
      await page.locator('#signing-page').fill(words);
    });
    expect(typed).toMatchObject({ code: 0, out: expect.not.stringContaining('Warning') });
    expect(await world.events(recovery)).toContain('ProofRecorded');
  });
});

describe('what is done by hand', () => {
  it('is reported at the console by one operator, and confirmed from the command line by another', async () => {
    const asked = { account: 'hand:pki/mail-gateway', action: 'replace-certificate', reason: 'it expires soon' };
    const recovery = String((await world.post('cora', '/recoveries', asked))['recovery']);
    await world.until(recovery, 'proofing');
    const vouches = { method: 'custodian-attestation', outcome: 'verified' };
    await world.post('carl', `/recoveries/${recovery}/proofs`, vouches);
    await world.until(recovery, 'approving');
    for (const who of ['pia', 'sara']) await world.countersign(who, recovery);
    await world.until(recovery, 'executing');

    const { page: nora } = await signedIn(browser, { world, who: 'nora', at: '#/waiting' });
    await givePasskey(nora, world.passkeyOf('nora'));
    await nora.getByText('You are asked to do something by hand.').waitFor();
    await nora.locator(`#to-${recovery}`).click();
    expect(await nora.locator('#work-how').innerText()).toContain('Have a certificate issued with the same names');
    await check(nora, 'work');
    await nora.locator('#work-reference').fill('change/CHG-4711');
    await nora.locator('#work-note').fill('serial 3a:f1, same names');
    await nora.locator('#work-do').click();
    await nora.getByText('Your report is recorded.').waitFor();

    const { page: nils } = await signedIn(browser, { world, who: 'nils', at: `#/recoveries/${recovery}` });
    expect(await nils.locator('#work-said-note').innerText()).toBe('serial 3a:f1, same names');
    await check(nils, 'confirm-work');
    const typed = await signsFor(
      'nils',
      ['recoveries', 'confirm-work', recovery, '--note', 'it serves 3a:f1'],
      async (page) => {
        expect(await page.locator('#signing-who').innerText()).toBe('person:nora');
        expect(await page.locator('#signing-reference').innerText()).toBe('change/CHG-4711');
        expect(await page.locator('#signing-looked-at').innerText()).toBe('it serves 3a:f1');
        await check(page, 'signing-confirm-work');
      },
    );
    expect(typed).toMatchObject({ code: 0, out: expect.stringContaining('This is recorded') });
    await world.until(recovery, 'granted');
    expect(await world.events(recovery)).toEqual(
      expect.arrayContaining(['WorkReported', 'WorkConfirmed', 'GrantIssued']),
    );
  });
});

describe('what somebody on duty loosens from the command line', () => {
  it('is signed on the page: an incident that is declared, and the end of a threat level', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const { threat } = await world.post('dana', '/threats', { until, reason: 'many calls' });
    const reason = 'the data centre burns';
    const declare = ['incidents', 'declare', 'INC-4711', '--hours', '1', '--reason', reason];
    const declared = await signsFor('dana', declare, async (page) => {
      expect(await page.locator('#asked-on-duty').innerText()).toContain(reason);
      await check(page, 'signing-declare');
    });
    expect(declared).toMatchObject({ code: 0, out: expect.stringContaining('Incident INC-4711 is declared until') });
    const lowered = await signsFor('dana', ['threats', 'lower', String(threat)], async (page) => {
      expect(await page.locator('#asked-on-duty').innerText()).toContain('many calls');
      await check(page, 'signing-lower');
    });
    expect(lowered).toMatchObject({ code: 0, out: 'Recorded. A second person on duty has to say so too.\n' });
  });
});
