import { MOTO_SECRETS_MANAGER, secretsManagerContract } from '../../contracts/aws/secrets-manager.ts';
import { localEndpoint, otherEndpoint } from './endpoints.ts';

secretsManagerContract('local', localEndpoint());

const other = otherEndpoint(MOTO_SECRETS_MANAGER);
if (other !== undefined) secretsManagerContract('another endpoint', other.open, other.deviations);
