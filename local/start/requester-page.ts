import { join } from 'node:path';
import { pageFiles } from '../../lib/bundle.ts';
import type { Folder } from './folder.ts';

/** Writes the files of the requester's page, built as for a deployment, where the functions find them; returns the place. */
export async function writeRequesterPage(folder: Folder): Promise<string> {
  const place = await folder.inner('page');
  for (const [name, text] of Object.entries(pageFiles())) await folder.write(join('page', name), text);
  return place;
}
