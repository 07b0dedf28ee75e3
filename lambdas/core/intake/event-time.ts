import type { Instant } from '../values/instant.ts';
import { valueAt } from './field.ts';
import type { SourceMapping } from './mapping.ts';

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/;

/** When the event happened, by the ticket system's clock; null where the mapping or the document names no time. */
export function eventTimeIn(field: SourceMapping['eventTime'], document: unknown): Instant | null {
  if (field === undefined) return null;
  const value = valueAt(document, field.from);
  const factor = { milliseconds: 1, seconds: 1000, 'iso-8601': Number.NaN }[field.unit];
  const isText = field.unit === 'iso-8601' && typeof value === 'string' && ISO_8601.test(value);
  const time = isText ? Date.parse(value) : typeof value === 'number' ? value * factor : Number.NaN;
  return Math.abs(time) <= LATEST ? new Date(time).toISOString() : null;
}

/** 9999-12-31T23:59:59.999Z in milliseconds: the last moment that ISO 8601 writes with a four-digit year. */
const LATEST = 253_402_300_799_999;
