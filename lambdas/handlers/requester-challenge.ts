import { challengerOf } from '../app/proving/issue-challenge.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { challenging } from '../compose/proving.ts';
import * as api from '../http/api/requester.ts';
import { doing } from '../http/page/visiting.ts';
import { recordAtPage } from '../http/record.ts';

/** HTTP API: issues a challenge to an open page. The only function of the page that sends codes. */
export const handler = apiHandler({
  record: recordAtPage(() => challenging().services, 'requesterChallenge'),
  routes: {
    // Always a new challenge: nobody may know beforehand what a passkey will sign.
    'POST /r/{id}/challenges': doing(
      { visiting: challenging, open: challengerOf },
      api.challenge,
      ({ requester, input, freshId }) => requester.challenge({ id: freshId(), ...input }),
    ),
  },
});
