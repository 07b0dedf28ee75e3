import { z } from 'zod';
import { operationsOf } from '../protocol/operations.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
export const operation = operationsOf('ValidationError');

export const UserName = z.string().regex(/^[\w+=,.@-]{1,64}$/);
export const RoleName = UserName;
export const GroupName = z.string().regex(/^[\w+=,.@-]{1,128}$/);
export const PolicyName = GroupName;
export const AccessKeyId = z.string().regex(/^\w{16,128}$/);
export const SerialNumber = z.string().regex(/^[\w+=/:,.@-]{9,256}$/);
export const Path = z.string().regex(/^\/([\x21-\x7e]+\/)?$/);
const tag = z.strictObject({
  Key: z.string().regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u),
  Value: z.string().max(256),
});
export const Tags = z.strictObject({ member: z.record(z.string().regex(/^\d+$/), tag) });
export const Flag = z.enum(['true', 'false']);
export const Marker = z.string().optional();
export const MaxItems = z.coerce.number().int().min(1).max(1_000).optional();

export const named = z.strictObject({ UserName });
export const listed = z.strictObject({ UserName, Marker });

/** One page of a list; the marker is the place of its first item. */
export function pageOf<Item>(items: readonly Item[], { Marker: from, MaxItems: most = 100 }: PageAsked) {
  const start = from === undefined ? 0 : Number(from);
  const end = start + most;
  const more = end < items.length;
  return { member: items.slice(start, end), page: { IsTruncated: more, ...(more ? { Marker: String(end) } : {}) } };
}

interface PageAsked {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}
