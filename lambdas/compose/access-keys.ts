import { IamAccessKeys } from '../adapters/iam/access-keys.ts';
import { AwsQuery, type Credentials } from '../adapters/iam/query.ts';
import type { ApiKeySystem } from '../app/workflow/api-key.ts';
import { Sha256 } from './clients/checksum.ts';
import { defaultProvider } from './clients/credentials.ts';
import { issuedKeySystem } from './issued-keys.ts';

// Makes and deletes access keys of IAM users. `rotation.ts` loads this file with the first of their secrets.

/** Where IAM and STS are, and the region that a call to IAM is signed for: https://docs.aws.amazon.com/general/latest/gr/iam-service.html */
interface Place {
  readonly iam: string;
  readonly iamRegion: string;
  readonly sts: string;
}

function placeIn(region: string): Place {
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  if (endpoint) return { iam: endpoint, iamRegion: region, sts: endpoint };
  if (region.startsWith('cn-'))
    return {
      iam: 'https://iam.cn-north-1.amazonaws.com.cn',
      iamRegion: 'cn-north-1',
      sts: `https://sts.${region}.amazonaws.com.cn`,
    };
  const sts = `https://sts.${region}.amazonaws.com`;
  return region.startsWith('us-gov-')
    ? { iam: 'https://iam.us-gov.amazonaws.com', iamRegion: 'us-gov-west-1', sts }
    : { iam: 'https://iam.amazonaws.com', iamRegion: 'us-east-1', sts };
}

export function accessKeySystem(user: string, secret: string): ApiKeySystem {
  const region = process.env['AWS_REGION'] ?? 'us-east-1';
  const { iam, iamRegion, sts } = placeIn(region);
  const keys = new IamAccessKeys({
    ...{ user, secret },
    iam: new AwsQuery({
      ...{ endpoint: iam, service: 'iam', version: '2010-05-08', region: iamRegion, sha256: Sha256 },
      credentials: defaultProvider(),
    }),
    stsWith: (key: Credentials) =>
      new AwsQuery({
        ...{ endpoint: sts, service: 'sts', version: '2011-06-15', region, sha256: Sha256 },
        credentials: async () => key,
      }),
  });
  return issuedKeySystem(keys, secret);
}
