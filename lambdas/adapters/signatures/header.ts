import type { Delivery } from '../../ports/signatures.ts';

/** What a header that may occur once was found to be. */
export type HeaderReading =
  | { readonly found: 'one'; readonly value: string }
  | { readonly found: 'none' }
  | { readonly found: 'several' };

/**
 * A header that may occur once, whatever the case of its name. API Gateway joins repeated headers with commas, so a comma in a value means
 * several, unless `commas` says how many one value has.
 */
export function headerOf(
  { headers }: Delivery,
  name: string,
  commas: (value: string) => boolean = none,
): HeaderReading {
  const values = Object.entries(headers).flatMap(([key, value]) =>
    key.toLowerCase() === name && value !== undefined ? [value] : [],
  );
  const [value, ...others] = values;
  if (value === undefined || value.trim() === '') return { found: 'none' };
  if (others.length > 0 || !commas(value)) return { found: 'several' };
  return { found: 'one', value };
}

const none = (value: string): boolean => !value.includes(',');
