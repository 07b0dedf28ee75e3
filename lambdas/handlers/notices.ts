import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { eachMessage, parseNotice } from '../app/relay/messages.ts';
import { deliverNotice } from '../app/relay/notices.ts';
import { noticeServices } from '../compose/relay.ts';

/** Notice queue: notifies people. Each message fails and is retried separately. */
export const handler = (event: SQSEvent): Promise<SQSBatchResponse> =>
  eachMessage(event, 'notice failed', {
    parse: parseNotice,
    work: (notice) => deliverNotice(noticeServices(), notice),
  });
