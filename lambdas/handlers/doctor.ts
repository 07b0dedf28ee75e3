import { examineRecords, examineService } from '../app/people/health.ts';
import { assertRole } from '../app/people/reading.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { healthServices } from '../compose/doctor.ts';
import { callerServices } from '../compose/people.ts';
import { listQuery } from '../http/api/records.ts';
import { nothing } from '../http/api/recoveries.ts';
import { reading } from '../http/operation.ts';

/** HTTP API: what administrators and people on duty need to know of the deployment's state. Changes nothing, so refusals are not recorded. */
export const handler = apiHandler({
  callers: callerServices,
  routes: {
    'GET /doctor': reading(nothing, ({ actor }) => {
      assertRole(actor, 'admin', 'on-duty');
      return examineService(healthServices(), actor);
    }),
    'GET /doctor/records': reading(listQuery, ({ actor, input: { limit, after } }) => {
      assertRole(actor, 'admin', 'on-duty');
      return examineRecords(healthServices(), { limit, ...(after === undefined ? {} : { after }) });
    }),
  },
});
