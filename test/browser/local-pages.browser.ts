import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { DEMO_ACCOUNTS } from '../../local/directory/accounts.ts';
import { DEMO_PEOPLE } from '../../local/directory/people.ts';
import { outboxPage } from '../../local/serve/outbox.ts';
import { frontPage } from '../../local/serve/page.ts';
import { hintsFor } from '../../local/start/hints.ts';
import { openBrowser, openPage } from './support/browser.ts';
import { findFaults } from './support/faults.ts';

const SERVICE = 'http://127.0.0.1:4600';
const FOLDER = `/tmp/${'countersign-'.repeat(8)}`;

const PAGES: readonly (readonly [string, string])[] = [
  [
    'the outbox with a link to stop',
    outboxPage([
      {
        ...{ at: '2026-11-20T10:00:00.000Z', kind: 'email', to: `jane@${'a'.repeat(60)}.example.com` },
        subject: `Somebody asked for ${'reset'.repeat(20)}`,
        text: `Was it not you?\n\n${SERVICE}/r/0f2b#stop=${'V9k2'.repeat(40)}`,
      },
    ]),
  ],
  [
    'the front page',
    frontPage({
      ...{ url: SERVICE, policy: 'trial', folder: FOLDER, kept: false, people: DEMO_PEOPLE, accounts: DEMO_ACCOUNTS },
      hints: hintsFor(SERVICE, FOLDER),
    }),
  ],
];

describe('the pages of the local system', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it.each(PAGES)('%s fits a telephone', async (_, html) => {
    const { page } = await openPage(browser, { viewport: { width: 360, height: 720 } });
    await page.setContent(html);
    expect(await findFaults(page)).not.toContain('wider than the screen');
    await page.close();
  });
});
