import * as z from 'zod/mini';
import { digest } from '../../app/untrusted/fields.ts';
import { MOST_ROWS } from '../../core/registry/batch.ts';
import { LIKENESSES } from '../../core/registry/likeness.ts';
import { person, profile } from './records-proposed.ts';

/** Most records of one request. */
export const MOST_AT_ONCE = 100;

/** Some rows of a batch, in a proposal. */
export const rows = () =>
  z
    .strictObject({
      digest: digest(),
      from: z.int().check(z.minimum(0), z.maximum(MOST_ROWS - 1)),
      records: z.array(z.union([person(), profile()])).check(z.minLength(1), z.maxLength(MOST_AT_ONCE)),
    })
    .check(
      z.describe(
        'some of the records of a batch, in its order, from this index on: they are looked at, and kept if none breaks a rule',
      ),
    );

/** A whole batch, in a proposal. */
export const batch = () =>
  z
    .strictObject({
      root: digest(),
      people: z.int().check(z.minimum(0), z.maximum(MOST_ROWS)),
      accounts: z.int().check(z.minimum(0), z.maximum(MOST_ROWS)),
    })
    .check(
      z.describe('all records that were sent as `rows`, by the root of the Merkle tree over them, as one proposal'),
    );

/** A registered record that looks like a proposed one. */
export const lookAlike = () => z.object({ record: z.string(), as: z.enum(LIKENESSES) });

const index = () => z.int();

/** What became of rows that were sent: kept if `refused` is empty. */
export const lookedAt = () =>
  z.object({
    fresh: z.int(),
    same: z.int(),
    changing: z.array(z.object({ index: index(), members: z.array(z.string()) })),
    apart: z.array(z.object({ index: index(), lookAlikes: z.array(lookAlike()) })),
    refused: z.array(z.object({ index: index(), code: z.string() })),
  });

/** How far the rows of a confirmed batch are applied. */
export const progress = () =>
  z
    .object({ rows: z.int(), next: z.int(), applied: z.int(), unchanged: z.int(), refused: z.int() })
    .check(z.describe('of a batch: how far its rows are applied; confirm it again until `next` is `rows`'));
