import type { ShownAlert } from '../serve/app.ts';
import { playAdministrator } from './administrator.ts';
import { alertsAreShown, isIntact, isTamperedWith, type Tampered, type Verified } from './audit.ts';
import { expectThat } from './expectation.ts';
import { ticketsArrive } from './intake.ts';
import { playServiceAccount } from './service-account.ts';
import type { Stage } from './stage.ts';
import type { Outcome } from './story.ts';
import type { Step } from './timeline.ts';

/** The results of the demo. */
export interface Report {
  readonly seconds: number;
  readonly steps: readonly Step[];
  readonly recoveries: readonly Outcome[];
  readonly alerts: readonly ShownAlert[];
  readonly intact: Verified;
  /** Null on a system that the demo did not start. */
  readonly tampered: Tampered | null;
}

/** Most states of the workflow on the happy path, for any number of approvers. */
const MOST_STATES = 9;

/** Plays both tickets in parallel, from webhook to closed, and checks the remains. Throws a `Disappointment`. */
export async function play(stage: Stage): Promise<Report> {
  const { timeline } = stage;
  timeline.heading('Two tickets');
  const opened = await ticketsArrive(stage);
  const recoveries = await Promise.all([
    playServiceAccount(stage, opened.payments),
    playAdministrator(stage, opened.lena),
  ]);
  for (const { recovery, states } of recoveries)
    expectThat(
      (states ?? 0) <= MOST_STATES,
      `recovery \`${recovery}\` entered ${states} states, at most ${MOST_STATES}`,
    );
  timeline.heading('What the people on duty were told');
  const alerts = await alertsAreShown(stage, [...new Set(recoveries.map(({ account }) => account))]);
  timeline.heading('What the ledger says');
  const intact = await isIntact(stage);
  const tampered = (await isTamperedWith(stage)) ?? null;
  return { seconds: timeline.seconds, steps: timeline.steps, recoveries, alerts, intact, tampered };
}
