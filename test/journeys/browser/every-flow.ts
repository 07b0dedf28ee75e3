import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../browser/support/browser.ts';
import { nameOf } from '../support/rows.ts';
import { ROWS, Table } from '../support/table.ts';
import { Crowd } from './crowd.ts';
import { InBrowser } from './in-browser.ts';

/**
 * The same journeys as `live.test.ts`, in a real browser: everybody has one of their own, signs in, and finds on a screen what they are to do.
 * `npm run journeys`, apart from the suites: it takes as long as all other tests in a browser together.
 */

const AT_ONCE = 4;

let table: Table;
let browser: Browser;

beforeAll(async () => {
  table = await Table.laid();
  browser = await openBrowser();
  const { system, play, town } = table.place;
  const crowd = new Crowd(browser, town);
  table.begin((household) => new InBrowser({ browser, crowd, system, play }, household), AT_ONCE);
}, 300_000);

afterAll(async () => {
  await table?.ended();
  // A browser keeps its connections open, and the system waits for them.
  await browser?.close();
  await table?.clear();
}, 300_000);

describe('in a browser, a recovery that the policy allows', () => {
  it.each(ROWS.map((row) => [nameOf(row), row] as const))('%s', (_, row) => table.holds(row), 1_200_000);

  it('is a table: whose account and what is done | who proves | how | where | claimed | ended', () => table.isTold());
});
