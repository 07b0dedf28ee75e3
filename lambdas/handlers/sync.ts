import type { Context } from 'aws-lambda';
import { type Synced, syncPopulation } from '../app/population/sync.ts';
import { populationServices } from '../compose/population.ts';

/** Schedule: looks at the directories of record, and changes what the policy lets them change alone. */
export const handler = (
  _event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<readonly Synced[]> => syncPopulation(populationServices(), () => context.getRemainingTimeInMillis());
