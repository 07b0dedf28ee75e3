import { z } from 'zod';

const HOST = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z]$/;

/** A domain of one's own. */
export const DOMAIN = z.strictObject({
  name: z
    .string()
    .regex(HOST, 'is no host name in lower case, without `https://`')
    .describe('host, such as `recover.example.com`'),
  certificate: z
    .string()
    .regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/, 'is not the ARN of a certificate of ACM')
    .describe('ARN of its certificate in ACM, in the region of the stack'),
  hostedZone: z
    .string()
    .regex(/^Z[A-Z0-9]{5,31}$/, 'is no id of a hosted zone')
    .describe('id of the hosted zone of Route 53 that gets its record; none: make the record yourself')
    .optional(),
});

/** CloudFront with WAF in front. */
export const EDGE = z.strictObject({
  acl: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+$/,
      'is not the ARN of a web ACL of WAF for CloudFront, which is in us-east-1',
    )
    .describe('ARN of the web ACL: the output `AclArn` of the stack of `bin/acl.ts`, or one of your own'),
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/, 'is no country of two capital letters'))
    .min(1)
    .describe('countries from which alone requests are taken, those of your ticket systems too; all')
    .optional(),
  logBucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is no name of a bucket')
    .describe(
      'bucket with ACLs enabled that gets CloudFront’s access logs, which name addresses of people and of pages; none',
    )
    .optional(),
  secret: z
    .int()
    .min(1)
    .max(999)
    .describe('which secret in a row CloudFront sends to the functions; 1. One more changes it')
    .optional(),
});
