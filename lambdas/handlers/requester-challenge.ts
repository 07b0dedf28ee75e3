import { challengerOf } from '../app/proving/issue-challenge.ts';
import { challenging } from '../compose/proving.ts';
import * as api from '../http/api/requester.ts';
import { doing } from '../http/page/visiting.ts';
import { recordAtApi } from '../http/record.ts';
import { httpHandler } from '../http/stack.ts';

/** HTTP API: asks whoever has the page of a recovery open for a proof. The one function of the page that sends codes. */
export const handler = httpHandler({
  record: recordAtApi(() => challenging().services, 'requesterChallenge'),
  routes: {
    // Always a new one: what a passkey signs is known to nobody before it is asked.
    'POST /r/{id}/challenges': doing(
      { visiting: challenging, open: challengerOf },
      api.challenge,
      ({ requester, input, freshId }) => requester.challenge({ id: freshId(), ...input }),
    ),
  },
});
