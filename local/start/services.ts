import { log } from '../../lambdas/app/log.ts';
import { relayServices } from '../../lambdas/compose/relay.ts';
import { KEY_FAMILIES } from '../../lambdas/contract/functions.ts';
import type { KeyCounts } from '../../lib/signing-keys.ts';
import type { LocalAwsOptions } from '../aws/server.ts';
import type { Report } from '../aws/services.ts';
import type { StateDirectory } from '../aws/state-file.ts';
import { ALERT_TOPIC, NAMES, signingKeysOf, VOICE_ORIGIN } from './environment.ts';
import type { DeployedFunctions } from './functions.ts';
import { admissionOf, type GuardProps } from './guard.ts';
import { ledgerTable, workspaceTable } from './tables.ts';
import type { DeployedParts } from './template.ts';

/** The resources of the fakes of AWS: those of the stack, taken from the template where details matter. */
export function servicesFor(
  { definition, streamConsumers, queues, asyncInvokes, policies }: DeployedParts,
  functions: DeployedFunctions,
  {
    directory,
    counts,
    ...guarding
  }: Omit<GuardProps, 'policies'> & {
    readonly directory: StateDirectory | undefined;
    readonly counts?: KeyCounts | undefined;
  },
): LocalAwsOptions {
  return {
    ...(directory !== undefined && { directory }),
    admission: (services) => admissionOf({ policies, ...guarding }, services),
    functions: functions.byName,
    tables: [ledgerTable(NAMES.ledger), workspaceTable(NAMES.workspace)],
    ledger: {
      table: NAMES.ledger,
      consumers: streamConsumers,
    },
    stateMachine: { name: NAMES.stateMachine, definition },
    queues: queues.byName,
    queueConsumers: queues.consumers,
    asyncInvokes,
    keys: [NAMES.dataKey, NAMES.custodyKey],
    signingKeys: KEY_FAMILIES.flatMap((family) => signingKeysOf(family, counts)),
    userPools: [NAMES.userPool],
    topics: [ALERT_TOPIC],
    origins: [VOICE_ORIGIN],
    buses: [NAMES.bus],
    scheduleGroups: [NAMES.scheduleGroup],
    lagMs: LAG_MS,
    report: (report) => log(isFine(report) ? 'info' : 'error', report.kind, { ...report }),
  };
}

/** Longer than such reads usually lag behind on AWS, so that whoever trusts one right after a write is found out. */
const LAG_MS = 200;

function isFine(report: Report): boolean {
  switch (report.kind) {
    case 'rotation':
      return report.succeeded;
    case 'schedule':
    case 'async-invoke':
      return report.error === undefined;
    case 'stream-failure':
    case 'stream-loss':
    case 'queue-failure':
    case 'execution-failure':
      return false;
  }
}

const PAGE = 100;

/**
 * Starts an execution for every live recovery: the embedded engine forgets its executions when it ends, and each new one fast-forwards to
 * the ledger's stage. Returns the number of recoveries.
 */
export async function restartExecutions(): Promise<number> {
  const { views, workflow } = relayServices();
  let restarted = 0;
  for (let after: string | undefined; ; ) {
    const page = await views.list('open', { limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const { account, id } of page.items) await workflow.start({ account, recovery: id });
    restarted += page.items.length;
    if (page.next === undefined) return restarted;
    after = page.next;
  }
}
