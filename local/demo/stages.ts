import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCESS_FILE, type Access } from '../serve/access.ts';
import { ABOUT_PATH, type About, ALERTS_PATH, alertsOf, type ShownAlert } from '../serve/app.ts';
import { passkeysAt } from '../signing/passkeys.ts';
import type { LocalSystem } from '../start/system.ts';
import { expectThat } from './expectation.ts';
import type { Stage } from './stage.ts';
import type { Timeline } from './timeline.ts';

/** The stage on a system in this process. */
export const ownStage = (own: LocalSystem, timeline: Timeline): Stage => ({
  ...{ own, timeline, url: own.url, tokens: own.tokens, passkeys: own.passkeys, webhookKeys: own.webhookKeys },
  aws: own.aws.endpoint,
  operatorKey: own.operatorKey,
  folder: own.folder.path,
  alerts: async () => alertsOf(own.aws),
});

/**
 * The stage on a system that `npm start` runs. Tokens, keys and passkeys are read from its folder, so only its owner can. Throws a `Disappointment`.
 */
export async function stageAt(url: string, timeline: Timeline): Promise<Stage> {
  const { folder, aws } = (await read(url, ABOUT_PATH)) as About;
  const access = JSON.parse(await readFile(join(folder, ACCESS_FILE), 'utf8')) as Access;
  const alerts = async () => (await read(url, ALERTS_PATH)) as readonly ShownAlert[];
  const passkeys = await passkeysAt(folder);
  return { url, timeline, ...access, passkeys, aws, folder, alerts, own: undefined };
}

async function read(url: string, path: string): Promise<unknown> {
  const response = await fetch(`${url}${path}`).catch(() => undefined);
  expectThat(response?.ok === true, `no local system answers at ${url}`);
  return response.json();
}
