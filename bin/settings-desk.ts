import { z } from 'zod';
import type { HelpDesk } from '../lambdas/contract/help-desk.ts';

/** One line that people read on a page and in messages. */
const line = (description: string) =>
  z
    .string()
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,120}$/u, 'is no line of at most 120 characters')
    .describe(description)
    .optional();

const DESK = z.strictObject({
  name: line('what people call it, such as `IT service desk`'),
  phone: z
    .string()
    .regex(/^\+?[0-9][0-9 ()/.-]{2,30}$/, 'is no telephone number')
    .describe('its telephone number, as people dial it')
    .optional(),
  hours: line('when it is there, with the time zone'),
  address: line('where people go'),
});

/** The settings of what people read about the organisation and its desk. */
export const DESK_SETTINGS = {
  organisation: line(
    'name of your organisation, as its people know it; on the requester’s page and in messages to requesters',
  ),
  desk: DESK.describe(
    'the desk that helps your people, and how they reach it; on the requester’s page and in messages to requesters',
  ).optional(),
};

export const DESK_NAMES: Readonly<Record<string, readonly string[]>> = { desk: Object.keys(DESK.shape) };

/** As the functions read it; undefined where nothing is set. */
export function helpDeskOf(
  organisation: string | undefined,
  desk: z.output<typeof DESK> | undefined,
): string | undefined {
  if (organisation === undefined && desk === undefined) return undefined;
  return JSON.stringify({ ...(organisation !== undefined && { organisation }), ...desk } satisfies Given);
}

type Given = { readonly [Name in keyof HelpDesk]?: HelpDesk[Name] | undefined };
