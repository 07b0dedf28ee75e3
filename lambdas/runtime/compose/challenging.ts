import { ENV } from '../../contract/environment.ts';
import type { Visiting } from '../page/visiting.ts';
import type { IssueServices } from '../proving/issue-challenge.ts';
import { callBackServices } from './call-back.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';

/** What asks on the requester's page: it sends codes, and opens nothing. */
export const challenging = once((): Visiting<IssueServices> => {
  const { protocol, hostname } = new URL(environment(ENV.publicUrl));
  return { services: { ...callBackServices(), party: hostname }, secure: protocol === 'https:' };
});
