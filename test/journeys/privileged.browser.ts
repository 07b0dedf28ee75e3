import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startLocal } from '../../local/start/system.ts';
import { openBrowser, openPage } from '../browser/support/browser.ts';
import { Hand } from '../browser/support/hand.ts';
import { agrees, comes, hears, isAsked, sees, takes, takesIn, vouches, wordsOn } from '../browser/support/people.ts';
import { check, signedIn } from '../browser/support/staff.ts';
import { eventually, World } from '../browser/support/world.ts';
import { secretReadBy, signInAs } from '../support/directories.ts';
import { keyIssuer } from './support/directories.ts';
import { ofIssuer } from './support/secret-uses.ts';

const data = mkdtempSync(join(tmpdir(), 'countersign-journey-'));
const keys = keyIssuer(data);
let world: World;
let browser: Browser;

beforeAll(async () => {
  world = new World(await startLocal({ policy: 'trial', signsInPage: false, data, directories: keys.named }));
  browser = await openBrowser();
}, 180_000);

afterAll(async () => {
  await world?.stop();
  keys.stop();
  await browser?.close();
  rmSync(data, { recursive: true, force: true });
});

// Each signs in with a browser of their own, and signs with the passkey of their record.
it('nine people walk a privileged account: agent, requester, two verifiers, manager, two approvers, reviewer, auditor', async () => {
  const { page: alex } = await signedIn(browser, { world, who: 'alex' });
  const recovery = await takesIn(new Hand(alex), { said: 'cognito:lena-admin' });
  const lena = (await openPage(browser)).page;
  // She has nothing but a postal address: the agent reads the address of the page out.
  await lena.goto(await wordsOn(alex, '#page-address'));
  await hears(lena, await wordsOn(alex, '#words'));
  const words = await wordsOn(lena, '#page-words');

  const vera = await comes({ browser, world }, 'vera', recovery);
  await vera.page.locator('#prove-do').waitFor();
  await check(vera.page, 'verifier');
  await sees(vera, words);
  const mara = await isAsked({ browser, world }, 'mara', alex);
  await mara.page.locator('#prove-do').waitFor();
  await check(mara.page, 'manager');
  await vouches(mara, words);
  await lena.getByText('a second verifier, another person, must confirm it too').waitFor();
  await check(lena, 'page-second-verifier');
  await sees(await comes({ browser, world }, 'victor', recovery), words);

  const ida = await comes({ browser, world }, 'ida', recovery);
  await agrees(ida, 'approver-privileged');
  await lena.getByText('What is made for you will be shown here').waitFor();
  await agrees(await comes({ browser, world }, 'sara', recovery), 'approver-second');
  const secret = await takes(lena);
  expect(await signInAs('lena-admin', secret)).toBe('NEW_PASSWORD_REQUIRED');
  for (const page of [alex, vera.page, ida.page]) expect(await page.content()).not.toContain(secret);

  // Security operations end it early; then the review is due.
  const { page: dana } = await signedIn(browser, { world, who: 'dana', at: `#/recoveries/${recovery}` });
  await dana.locator('#stop-summary').click();
  await dana.locator('#stop-reason').fill('She phoned: it was not her');
  await check(dana, 'on-duty');
  await dana.locator('#stop-do').click();
  await dana.getByText('Whatever it gave is being taken away').waitFor();
  expect(await signInAs('lena-admin', secret)).not.toBe('NEW_PASSWORD_REQUIRED');

  const { page: owner } = await signedIn(browser, { world, who: 'lena', at: `#/recoveries/${recovery}` });
  await owner.locator('#not-mine-summary').click();
  await check(owner, 'subject');
  await owner.locator('#not-mine-do').click();
  await owner.getByText('What was open is being ended').waitFor();

  const rita = await comes({ browser, world }, 'rita', recovery);
  await rita.chooses('#review-finding', 'inappropriate');
  await rita.fills('#review-note', 'The owner did not ask for it');
  expect(await rita.page.locator('.given').innerText()).toMatch(
    /Compared with: [\s\S]*passport[\s\S]*✓ “The face is that/,
  );
  expect(await rita.page.locator('#subject-said').innerText()).toContain('“I did not ask for this”');
  await check(rita.page, 'reviewer');
  await rita.clicks('#review-do');
  await rita.page.getByText('The review is recorded.').waitFor();
  const { page: otto } = await signedIn(browser, { world, who: 'otto', at: '#/ended' });
  await otto.getByRole('link', { name: 'cognito:lena-admin' }).click();
  await otto.locator('#rules').click();
  await check(otto, 'auditor');
  expect(await otto.locator('main').innerText()).toMatch(
    /control [\s\S]*head of identity[\s\S]*person:ida countersigned/,
  );
});

/** A custodian asks, the other one answers for it, and two approvers agree; what their screens have shown. */
async function isAskedFor(account: string, { action, reason }: { action: string; reason: string }): Promise<string> {
  const { page } = await signedIn(browser, { world, who: 'cora' });
  const cora = new Hand(page);
  await page.getByRole('link', { name: 'New request' }).click();
  await page.locator('#own-account').waitFor();
  await cora.fills('#own-account', account);
  await cora.chooses('#own-action', action);
  await cora.fills('#own-reason', reason);
  await check(page, `custodian-${action}`);
  await cora.clicks('#own-do');
  await page.waitForURL(/#\/recoveries\/[a-z0-9]{26}$/);
  const recovery = page.url().slice(-26);

  const carl = await comes({ browser, world }, 'carl', recovery);
  await carl.page.locator('#prove-do').waitFor();
  await check(carl.page, `custodian-vouches-${action}`);
  await vouches(carl, null);
  const pia = await comes({ browser, world }, 'pia', recovery);
  await agrees(pia, `approver-platform-${action}`);
  const sam = await comes({ browser, world }, 'sam', recovery);
  await agrees(sam, `approver-second-${action}`);
  await page.getByText('It was executed. What was put in place is replaced once more at the end.').waitFor();
  await check(page, `custodian-done-${action}`);
  return (await Promise.all([page, carl.page, pia.page, sam.page].map((screen) => screen.content()))).join();
}

it('a custodian has a secret rotated that nobody sees: the system that uses it reads the new one', async () => {
  const name = 'prod/payments/db';
  const before = await secretReadBy(name);
  const seen = await isAskedFor(`secret:${name}`, { action: 'rotate-secret', reason: 'It was in a log' });
  const after = await secretReadBy(name);
  expect(after).not.toBe(before);
  const { password } = JSON.parse(after) as { readonly password: string };
  expect(seen).not.toContain(password);
});

it('a custodian has the token of an API issued again: the service reads the new one, the old one opens nothing, and no screen has either', async () => {
  const name = 'prod/maps/token';
  const service = await ofIssuer(keys.issuer, name);
  const record = { account: `secret:${name}`, target: name };
  const governed = () =>
    world.govern('secret:prod/maps/api-key', record).then(
      () => true,
      () => undefined,
    );
  // Secrets Manager is eventually consistent: a secret that was just made may not be found yet.
  await eventually('the secret is found, and governed', governed);
  const seen = await isAskedFor(`secret:${name}`, { action: 'reissue-token', reason: 'It was in a public repository' });
  await service.works(null);
  const { key } = JSON.parse(await secretReadBy(name)) as { readonly key: string };
  for (const one of [key, `canary-key-of-${name}`]) expect(seen).not.toContain(one);
});
