import type {
  CloudFormationCustomResourceEvent,
  CloudFormationCustomResourceResourcePropertiesCommon as Properties,
} from 'aws-lambda';
import { log } from '../app/log.ts';
import { type StackChange, whyRefused } from '../app/workflow/guard.ts';
import { guardServices } from '../compose/guard.ts';
import type { Guarded } from '../contract/guard.ts';

/** CloudFormation: fails a change of the stack that must not be made. It is told in every case; without an answer it would wait for an hour. */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const why = await reasonOf(event);
  const { RequestId, StackId, LogicalResourceId, ResponseURL } = event;
  const answer = {
    ...{ Status: why === undefined ? 'SUCCESS' : 'FAILED', ...(why === undefined ? {} : { Reason: why }) },
    // Always the same: another id would be a replacement, and CloudFormation would delete the old one.
    ...{ PhysicalResourceId: 'countersign-guard', RequestId, StackId, LogicalResourceId },
  };
  const { ok, status } = await fetch(ResponseURL, { method: 'PUT', body: JSON.stringify(answer) });
  if (!ok) throw new Error(`CloudFormation did not take the answer: ${status}`);
}

/** What cannot be known is refused. */
async function reasonOf(event: CloudFormationCustomResourceEvent): Promise<string | undefined> {
  try {
    return await whyRefused(guardServices().dueGrants, changeOf(event));
  } catch (error) {
    log('error', 'guard failed', { error });
    return 'grants-unread: the grants cannot be read; the log of the guard function says why';
  }
}

function changeOf(event: CloudFormationCustomResourceEvent): StackChange {
  if (event.RequestType === 'Create') return { type: 'create' };
  if (event.RequestType === 'Delete') return { type: 'delete' };
  return { type: 'update', from: standingOf(event.OldResourceProperties), to: standingOf(event.ResourceProperties) };
}

function standingOf(properties: Omit<Properties, 'ServiceToken'>): Guarded {
  const text = (name: keyof Guarded): string => {
    const value: unknown = (properties as Readonly<Record<string, unknown>>)[name];
    if (typeof value !== 'string') throw new Error(`property \`${name}\` is missing`);
    return value;
  };
  return { connectors: text('connectors'), origin: text('origin'), leaves: text('leaves') };
}
