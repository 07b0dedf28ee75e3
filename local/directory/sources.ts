import type { SourceMapping } from '../../lambdas/core/intake/mapping.ts';
import { SOURCE_NAMES, SOURCES, type SourceName } from '../../lambdas/core/intake/sources.ts';

/** The demo desk for tickets of a source that names none. */
const DESK: Readonly<Record<SourceName, Pick<SourceMapping, 'desk'>>> = {
  jira: { desk: { otherwise: 'service' } },
  zendesk: { desk: { otherwise: 'night' } },
  servicenow: {},
};

/** The ticket sources of the demo, as a deployment configures them. */
export const sourcesFile = (): string =>
  JSON.stringify(
    Object.fromEntries(
      SOURCE_NAMES.map((name) => [name, { scheme: SOURCES[name].scheme, ...SOURCES[name].mapping, ...DESK[name] }]),
    ),
  );
