import { ApiMapping, DomainName, type HttpApi, type HttpStage, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import { aliasRecord } from './alias-record.ts';
import type { EdgeProps } from './edge.ts';

export interface DomainProps {
  /** The host: `recover.example.com`. Passkeys belong to it for ever. */
  readonly name: string;
  /** ARN of its certificate in ACM, in the stack's region. */
  readonly certificate: string;
  /** Id of the hosted zone that gets its record; absent: somebody makes the record elsewhere. */
  readonly hostedZone?: string | undefined;
  /** What stands before the API; then the certificate is in us-east-1. Absent: nothing does. */
  readonly edge?: EdgeProps | undefined;
}

interface Served {
  readonly api: HttpApi;
  readonly stage: HttpStage;
}

/** A domain of one's own for page, console and API, with TLS 1.2 or newer. */
export class Domain extends Construct {
  /** The host that the domain's record must name. */
  readonly target: string;

  constructor(
    scope: Construct,
    id: string,
    { name, certificate, hostedZone, api, stage }: Omit<DomainProps, 'edge'> & Served,
  ) {
    super(scope, id);
    const domainName = new DomainName(this, 'Name', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificate),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new ApiMapping(this, 'Mapping', { api, domainName, stage });
    this.target = domainName.regionalDomainName;
    if (hostedZone === undefined) return;
    aliasRecord(this, { name, type: 'A', hostedZone }, [this.target, domainName.regionalHostedZoneId]);
  }
}
