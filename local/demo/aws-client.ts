import { REGION } from '../aws/arns.ts';
import type { Stage } from './stage.ts';

/** Options of an SDK client that asks the fakes of the system that is played on; the credentials open nothing. */
export const clientOptions = ({ aws }: Pick<Stage, 'aws'>) => ({
  endpoint: aws,
  region: REGION,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
