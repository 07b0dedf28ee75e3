import { REGION } from '../aws/arns.ts';
import type { Stage } from './stage.ts';

/** Options of an SDK client that asks the fakes of the system that is played on as whoever administers them. */
export const clientOptions = ({ aws, operatorKey }: Pick<Stage, 'aws' | 'operatorKey'>) => ({
  endpoint: aws,
  region: REGION,
  credentials: { accessKeyId: operatorKey, secretAccessKey: 'local' },
});
