import { type Trailed, takeTrailEvent } from '../app/intake/cloud-trail.ts';
import { trailServices } from '../compose/directory-logs.ts';

/** EventBridge: reconciles what CloudTrail tells of a user pool, of IAM and of secrets with the ledger. */
export const handler = (event: unknown): Promise<Trailed> => takeTrailEvent(trailServices(), event);
