import { z } from 'zod';
import type { PublishedApi } from './published.ts';

const PAGE = 'https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html';
const text = z.string();
const word = text.optional();
const flag = z.enum(['true', 'false']).optional();

/** With `sysparm_display_value=all`, each field has both its values; a reference has a link too, unless it is left out. */
const both = z.record(text, z.strictObject({ display_value: text.nullable(), value: text, link: z.url().optional() }));
/** Without it, a field is its value, or a reference. */
const one = z.record(text, z.union([text, z.strictObject({ link: z.url(), value: text })]));

/** https://www.servicenow.com/docs/r/api-reference/rest-api-explorer/r_RESTAPIHTTPResponseCodes.html : the body of a refusal. */
const refusal = z.strictObject({
  error: z.strictObject({ message: text.min(1), detail: text.nullable() }),
  status: z.literal('failure'),
});
const refusals = { 400: refusal, 401: refusal, 403: refusal, 404: refusal, 415: refusal, 429: refusal };

const shown = {
  ...{ sysparm_display_value: z.enum(['true', 'false', 'all']).optional(), sysparm_fields: word, sysparm_view: word },
  sysparm_query_no_domain: flag,
};

/** ServiceNow, Table API of `incident`, with an integration user. */
export const SERVICENOW: PublishedApi = {
  vendor: 'ServiceNow',
  origin: /^https:\/\/[a-z0-9-]+\.service-now\.com$/,
  authorization: /^Basic [A-Za-z0-9+/]+=*$/,
  calls: {
    'retrieve records': {
      page: `${PAGE}#title_table-GET`,
      ...{ method: 'GET', path: /^\/api\/now\/table\/incident$/, body: null },
      query: z.strictObject({
        ...{
          ...shown,
          sysparm_query: word,
          sysparm_query_category: word,
          sysparm_limit: text.regex(/^\d+$/).optional(),
        },
        ...{ sysparm_offset: text.regex(/^\d+$/).optional(), sysparm_no_count: flag },
        ...{ sysparm_exclude_reference_link: flag, sysparm_suppress_pagination_header: flag },
      }),
      answers: { 200: z.strictObject({ result: z.union([z.array(both), z.array(one)]) }), ...refusals },
    },
    'update a record': {
      page: `${PAGE}#title_table-PATCH`,
      ...{ method: 'PATCH', path: /^\/api\/now\/table\/incident\/[0-9a-f]{32}$/ },
      query: z.strictObject({ ...shown, sysparm_input_display_value: flag }),
      body: { as: 'json', shape: z.record(text.regex(/^[a-z][a-z0-9_]*$/), text) },
      answers: { 200: z.strictObject({ result: z.union([both, one]) }), ...refusals },
    },
  },
};
