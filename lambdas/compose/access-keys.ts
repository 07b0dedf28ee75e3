import type { Credentials } from '../adapters/aws/signed-post.ts';
import { IamAccessKeys } from '../adapters/iam/access-keys.ts';
import { AwsQuery } from '../adapters/iam/query.ts';
import type { ApiKeySystem } from '../app/workflow/api-key.ts';
import { Sha256 } from './clients/checksum.ts';
import { iamQuery, placesOfIam } from './clients/iam.ts';
import { issuedKeySystem } from './issued-keys.ts';

// Makes and deletes access keys of IAM users. `rotation.ts` loads this file with the first of their secrets.

export function accessKeySystem(user: string, secret: string): ApiKeySystem {
  const { region, sts } = placesOfIam();
  const keys = new IamAccessKeys({
    ...{ user, secret },
    iam: iamQuery(),
    stsWith: (key: Credentials) =>
      new AwsQuery({
        ...{ endpoint: sts, service: 'sts', version: '2011-06-15', region, sha256: Sha256 },
        credentials: async () => key,
      }),
  });
  return issuedKeySystem(keys, secret);
}
