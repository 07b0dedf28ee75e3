import { AwsQuery } from '../../adapters/iam/query.ts';
import { Sha256 } from './checksum.ts';
import { defaultProvider } from './credentials.ts';

/** Where IAM and STS are, and the region that a call to IAM is signed for: https://docs.aws.amazon.com/general/latest/gr/iam-service.html */
interface Places {
  readonly region: string;
  readonly iam: string;
  readonly iamRegion: string;
  readonly sts: string;
}

export function placesOfIam(): Places {
  const region = process.env['AWS_REGION'] ?? 'us-east-1';
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  if (endpoint) return { region, iam: endpoint, iamRegion: region, sts: endpoint };
  if (region.startsWith('cn-'))
    return {
      ...{ region, iam: 'https://iam.cn-north-1.amazonaws.com.cn', iamRegion: 'cn-north-1' },
      sts: `https://sts.${region}.amazonaws.com.cn`,
    };
  const sts = `https://sts.${region}.amazonaws.com`;
  return region.startsWith('us-gov-')
    ? { region, iam: 'https://iam.us-gov.amazonaws.com', iamRegion: 'us-gov-west-1', sts }
    : { region, iam: 'https://iam.amazonaws.com', iamRegion: 'us-east-1', sts };
}

/** IAM, with the credentials of this function. */
export function iamQuery(): AwsQuery {
  const { iam, iamRegion } = placesOfIam();
  return new AwsQuery({
    ...{ endpoint: iam, service: 'iam', version: '2010-05-08', region: iamRegion, sha256: Sha256 },
    credentials: defaultProvider(),
  });
}
