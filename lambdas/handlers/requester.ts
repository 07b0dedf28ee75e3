import { callBehind, reportByWords } from '../app/proving/calls.ts';
import { requesterOf } from '../app/proving/page.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { visiting } from '../compose/proving.ts';
import * as calls from '../http/api/calls.ts';
import * as api from '../http/api/requester.ts';
import { asking } from '../http/page/asking.ts';
import { readPageState } from '../http/page/state.ts';
import { doing, looking } from '../http/page/visiting.ts';
import { recordAtPage } from '../http/record.ts';
import { Secret } from '../ports/secret.ts';

const pages = { visiting, open: requesterOf };

/** HTTP API: actions on the page of a recovery, without an account. The id of the recovery alone changes nothing. */
export const handler = apiHandler({
  record: recordAtPage(() => visiting().services, 'requester'),
  routes: {
    'GET /r/{id}/state': looking(pages, ({ requester, recovery }) => readPageState(requester, recovery)),
    'POST /r/{id}/answers': doing(pages, api.pageAnswer, async ({ requester, input, id }) => {
      const answer = 'code' in input ? { code: new Secret(input.code) } : { assertion: input.assertion };
      const {
        savedCode,
        warnings: _,
        ...standing
      } = await requester.answer({ id: id(), challenge: input.challenge, answer });
      return { ...standing, savedCode: savedCode?.reveal() ?? null };
    }),
    'POST /r/{id}/words': doing(pages, api.heardWords, ({ requester, input, id }) =>
      requester.hear({ id: id(), heard: input.heard }),
    ),
    'POST /r/{id}/stops': doing(
      pages,
      api.stop,
      ({ requester, input, id }) =>
        requester.stop({ id: id(), by: 'token' in input ? { token: new Secret(input.token) } : input }),
      // A stop link from a notice works from any browser (rule 11).
      (input) => 'token' in input,
    ),
    'POST /calls/lookups': asking(visiting, calls.heard, ({ services, input }) => callBehind(services, input.heard)),
    'POST /calls/reports': asking(visiting, calls.heard, ({ services, actor, id, input }) =>
      reportByWords(services, { actor, id }, input.heard),
    ),
    'POST /r/{id}/claims': doing(pages, api.claim, async ({ requester, recovery, id }) => {
      const credential = await requester.claim({ id: id() });
      return { recovery, credential: credential.reveal() };
    }),
  },
});
