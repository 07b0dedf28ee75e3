import * as api from '../runtime/api/requester.ts';
import { challengerOf } from '../runtime/challenger.ts';
import { challenging } from '../runtime/compose/challenging.ts';
import { recordAtApi } from '../runtime/http/record.ts';
import { httpHandler } from '../runtime/http/stack.ts';
import { doing } from '../runtime/page/visiting.ts';

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
