import { ENV } from '../../contract/environment.ts';
import type { Visiting } from '../page/visiting.ts';
import type { RequesterServices } from '../requester.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';
import { requesterServices } from './requester.ts';

/** What the API of the requester's page uses. */
export const visiting = once(
  (): Visiting<RequesterServices> => ({
    services: requesterServices(),
    secure: environment(ENV.publicUrl).startsWith('https:'),
  }),
);
