import type * as z from 'zod/mini';
import type { Codes } from './codes.ts';

/** What the description says of one route. */
export interface DescribedOperation {
  readonly id: string;
  readonly summary: string;
  readonly body?: z.ZodMiniType;
  readonly query?: z.ZodMiniType;
  /** Absent where any JSON is an answer. */
  readonly answer?: z.ZodMiniType;
  /** What an answer is where it is not JSON. */
  readonly media?: string;
  readonly status: 200 | 202;
  readonly codes: Codes;
}
