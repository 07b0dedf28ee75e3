import { readFileSync } from 'node:fs';
import { AdminGetUserCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Download } from 'playwright-core';
import { ACCOUNT_ID } from '../../local/aws/arns.ts';
import { roleArn } from '../../local/iam/physical.ts';
import { asOperator } from '../../local/iam/principal.ts';
import { NAMES } from '../../local/start/environment.ts';
import { openBrowser, openPage } from './support/browser.ts';
import { check, signedIn } from './support/staff.ts';
import { World } from './support/world.ts';

let world: World;
let browser: Browser;
let recovery: string;

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
  recovery = await world.open('ken', 'unlock');
  const { page } = await openPage(browser);
  await page.goto(world.pageOf(recovery));
  await page.locator('#prove-issued-code-email-summary').click();
  await page.locator('#prove-issued-code-email-send').click();
  await page.locator('#prove-issued-code-email-code').fill(await world.code(/@home/));
  await page.locator('#prove-issued-code-email-check').click();
  await world.approve(recovery);
  await world.until(recovery, 'granted');
  await world.open('jane');
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const textOf = async (download: Download): Promise<string> => readFileSync(await download.path(), 'utf8');

describe('an auditor', () => {
  it('goes on typing where they were when the answer to an earlier word comes', async () => {
    const { page } = await signedIn(browser, { world, who: 'otto', at: '#/search' });
    await page.locator('#find').click();
    await page.keyboard.type('ken');
    await page.locator('.hits li').first().waitFor();
    await page.keyboard.type(' unlock');
    expect(await page.locator('#find').inputValue()).toBe('ken unlock');
  });

  it('searches by parts, gives the link of a search away, and is told when nothing was found', async () => {
    const { page } = await signedIn(browser, { world, who: 'otto', at: '#/search' });
    await page.locator('#find-parts').click();
    await page.locator('#find-approver').fill('mara');
    await page.locator(`#to-${recovery}`).waitFor();
    expect(page.url()).toMatch(/#\/search\?approver=mara$/);
    await check(page, 'search-parts');
    const other = await signedIn(browser, { world, who: 'dana', at: '#/search?approver=mara' });
    await other.page.locator(`#to-${recovery}`).waitFor();
    await page.locator('#find-control').fill('no such control');
    await page.locator('#found-none').waitFor();
    await check(page, 'search-none');
  });

  it('reads the drawn stages, the policy as it was, and takes copies away', async () => {
    const { page, said } = await signedIn(browser, { world, who: 'otto', at: '#/search?words=ken' });
    const csv = page.waitForEvent('download');
    await page.locator('#export-csv').click();
    expect(await textOf(await csv)).toContain('"person:mara ');
    await page.locator(`#to-${recovery}`).click();
    await page.locator('#drawn').waitFor();
    expect(await page.locator('#drawn').getAttribute('aria-label')).toMatch(/proof: \d+ second/);
    await page.locator('#policy-show').click();
    await page.locator('#policy-was').waitFor();
    expect(await page.locator('.rules pre').first().innerText()).toContain('"control"');
    await check(page, 'record');
    const copy = page.waitForEvent('download');
    await page.locator('#record-save').click();
    const kept = JSON.parse(await textOf(await copy)) as { account: string; words: null; timeline: object[] };
    expect([kept.account, kept.words, kept.timeline.length > 3]).toEqual(['cognito:ken', null, true]);
    expect(said).toEqual([]);
  });

  it('sees what the logs of directories showed, what belongs to nothing, and the tally of a month', async () => {
    const operates = async (FunctionName: string, input: object): Promise<void> => {
      const client = new LambdaClient({});
      const invoke = new InvokeCommand({ FunctionName, Payload: JSON.stringify(input) });
      const { FunctionError: failed } = await asOperator(() => client.send(invoke)).finally(() => client.destroy());
      expect(failed).toBeUndefined();
    };
    await operates('directoryLog', { tally: 'last-month' });
    const client = new CognitoIdentityProviderClient({});
    const get = new AdminGetUserCommand({ UserPoolId: NAMES.userPool, Username: 'lena-admin' });
    const { UserAttributes = [] } = await asOperator(() => client.send(get)).finally(() => client.destroy());
    await operates('cloudTrail', {
      ...{ 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.cognito-idp', account: ACCOUNT_ID },
      detail: {
        ...{ eventID: 'by-hand', eventTime: new Date().toISOString(), eventSource: 'cognito-idp.amazonaws.com' },
        eventName: 'AdminSetUserPassword',
        userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: roleArn('Admin') } } },
        requestParameters: { userPoolId: NAMES.userPool },
        additionalEventData: { sub: UserAttributes.find(({ Name }) => Name === 'sub')?.Value },
      },
    });
    const { page, said } = await signedIn(browser, { world, who: 'otto', at: '#/receipts' });
    const row = page.locator('#receipts li').first();
    await row.waitFor();
    expect(await row.innerText()).toMatch(/password set, cognito:lena-admin[\s\S]*belongs to no recovery/);
    await check(page, 'receipts');
    expect(await page.locator('#month-after').count()).toBe(0);
    await page.locator('#month-before').click();
    await page.locator('#no-receipts').waitFor();
    expect(await page.locator('#tally-text').innerText()).toContain('0 in all, 0 of a recovery, 0 of none.');
    const copy = page.waitForEvent('download');
    await page.locator('#tally-save').click();
    expect(await textOf(await copy)).toContain('Digest of their places: ');
    await check(page, 'receipts-none');
    await page.locator('#month-after').click();
    await row.waitFor();
    expect(said).toEqual([]);
    const other = await signedIn(browser, { world, who: 'ida', at: '#/receipts' });
    await other.page.locator('#not-yours').waitFor();
  });

  it('is the only one with people on duty: nobody else has this screen', async () => {
    const { page } = await signedIn(browser, { world, who: 'ida', at: '#/search?words=ken' });
    await page
      .getByText('the token does not have the group of this part')
      .or(page.getByText('You have no part'))
      .first()
      .waitFor();
    expect(await page.getByRole('link', { name: 'Search' }).count()).toBe(0);
    expect(await page.locator('.hits').count()).toBe(0);
  });
});
