import { ENV } from '../../contract/environment.ts';
import { PageFiles } from '../page/files.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';

/** What the function of the requester's page uses. */
export const pageFiles = once((): PageFiles => new PageFiles(environment(ENV.pageFolder)));
