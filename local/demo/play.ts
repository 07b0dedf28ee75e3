import type { ShownAlert } from '../serve/app.ts';
import { playAdministrator } from './administrator.ts';
import { alertsAreShown, isIntact, isTamperedWith, type Tampered, type Verified } from './audit.ts';
import { playDatabaseAccount } from './database-account.ts';
import { type DirectoryOutcome, playDirectoryPerson } from './directory-person.ts';
import { expectThat } from './expectation.ts';
import { ticketsArrive } from './intake.ts';
import type { Servers } from './servers.ts';
import { playServiceAccount } from './service-account.ts';
import type { Stage } from './stage.ts';
import type { Outcome } from './story.ts';
import type { Step } from './timeline.ts';

/** The results of the demo. */
export interface Report {
  readonly seconds: number;
  readonly steps: readonly Step[];
  /** Of the two tickets, and of the person and the service account in the real servers that are here. */
  readonly recoveries: readonly Outcome[];
  /** What was seen in Active Directory; null where it was left out. */
  readonly directory: Pick<DirectoryOutcome, 'changedByHand' | 'alertedAfter'> | null;
  /** What was left out, and why. */
  readonly leftOut: readonly string[];
  readonly alerts: readonly ShownAlert[];
  readonly intact: Verified;
  /** Null on a system that the demo did not start. */
  readonly tampered: Tampered | null;
}

/** Most states of the workflow on the happy path, for any number of approvers. */
const MOST_STATES = 9;

const NOT_OURS =
  'left out: a person in Active Directory and a service account in PostgreSQL, because another program started the system';

/**
 * Plays both tickets in parallel, from webhook to closed, and what happens in the real servers as soon as they have started. Checks the
 * remains. Throws a `Disappointment`.
 */
export async function play(stage: Stage, servers: Servers | null = null): Promise<Report> {
  const { timeline } = stage;
  const leftOut = servers?.leftOut ?? [NOT_OURS];
  for (const line of leftOut) timeline.note(line);
  timeline.heading('Two tickets');
  const opened = await ticketsArrive(stage);
  const [payments, lena, ken, orders] = await Promise.all([
    playServiceAccount(stage, opened.payments),
    playAdministrator(stage, opened.lena),
    servers?.directory?.then((server) => playDirectoryPerson(stage, server, servers)),
    servers?.database?.then((server) => playDatabaseAccount(stage, server, servers)),
  ]);
  const recoveries = [payments, lena, ...(ken === undefined ? [] : [ken]), ...(orders === undefined ? [] : [orders])];
  for (const { recovery, states } of recoveries)
    expectThat(
      (states ?? 0) <= MOST_STATES,
      `recovery \`${recovery}\` entered ${states} states, at most ${MOST_STATES}`,
    );
  timeline.heading('What the people on duty were told');
  // A standard account of a person rings for nobody when all is as it should be.
  const told = [payments, lena, ...(orders === undefined ? [] : [orders])].map(({ account }) => account);
  const alerts = await alertsAreShown(stage, [...told, ...(ken === undefined ? [] : [ken.changedByHand])]);
  timeline.heading('What the ledger says');
  const intact = await isIntact(stage);
  const tampered = (await isTamperedWith(stage)) ?? null;
  const directory = ken === undefined ? null : { changedByHand: ken.changedByHand, alertedAfter: ken.alertedAfter };
  const { seconds, steps } = timeline;
  return { seconds, steps, recoveries, directory, leftOut, alerts, intact, tampered };
}
