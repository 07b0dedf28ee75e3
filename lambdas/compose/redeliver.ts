import { SqsDeadLetters, SqsQueue } from '../adapters/aws/sqs.ts';
import type { RedeliveryServices } from '../app/relay/redeliver.ts';
import { ENV } from '../contract/environment.ts';
import { sqs } from './clients/clients.ts';
import { environment, once } from './clients/environment.ts';
import { submitServices } from './ledger.ts';

/** For people on duty: puts places on queues and has no other effect. */
export const redeliveryServices = /* @__PURE__ */ once(
  (): RedeliveryServices => ({
    ...submitServices(),
    again: new SqsQueue(sqs(), environment(ENV.relayQueueUrl)),
    notices: new SqsQueue(sqs(), environment(ENV.noticeQueueUrl)),
    relayLetters: new SqsDeadLetters(sqs(), environment(ENV.relayDeadLettersUrl)),
    noticeLetters: new SqsDeadLetters(sqs(), environment(ENV.noticeDeadLettersUrl)),
  }),
);
