import { Secret } from '../ports/secret.ts';
import * as api from '../runtime/api/requester.ts';
import { visiting } from '../runtime/compose/visiting.ts';
import { recordAtApi } from '../runtime/http/record.ts';
import { httpHandler } from '../runtime/http/stack.ts';
import { pageState } from '../runtime/page/state.ts';
import { doing, looking } from '../runtime/page/visiting.ts';

/** HTTP API: what somebody does who has the page of a recovery open, without an account. The id of the recovery alone changes nothing. */
export const handler = httpHandler({
  record: recordAtApi(() => visiting().services, 'requester'),
  routes: {
    'GET /r/{id}/state': looking(visiting, ({ requester, recovery }) => pageState(requester, recovery)),
    // Always a new one: what a passkey signs is known to nobody before it is asked.
    'POST /r/{id}/challenges': doing(visiting, api.challenge, ({ requester, input, freshId }) =>
      requester.challenge({ id: freshId(), ...input }),
    ),
    'POST /r/{id}/answers': doing(visiting, api.answer, async ({ requester, input, id }) => {
      const answer = 'code' in input ? { code: new Secret(input.code) } : { assertion: input.assertion };
      const { savedCode, ...standing } = await requester.answer({ id: id(), challenge: input.challenge, answer });
      return { ...standing, savedCode: savedCode?.reveal() ?? null };
    }),
    'POST /r/{id}/stops': doing(visiting, api.stop, ({ requester, input, id }) =>
      requester.stop({ id: id(), by: 'token' in input ? { token: new Secret(input.token) } : input }),
    ),
    'POST /r/{id}/claims': doing(visiting, api.claim, async ({ requester, recovery, id }) => {
      const credential = await requester.claim({ id: id() });
      return { recovery, credential: credential.reveal() };
    }),
  },
});
