import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';

/** The record of the domain. It has one id in every template: another target is an update, where Route 53 would refuse a second record. */
export function aliasRecord(
  scope: Construct,
  { name, type, hostedZone }: { readonly name: string; readonly type: 'A' | 'AAAA'; readonly hostedZone: string },
  [dnsName, hostedZoneId]: readonly [target: string, zoneOfTarget: string],
): void {
  const record = new CfnRecordSet(scope, type, {
    ...{ name, type, hostedZoneId: hostedZone },
    aliasTarget: { dnsName, hostedZoneId },
  });
  record.overrideLogicalId(`DomainRecord${type}`);
}
