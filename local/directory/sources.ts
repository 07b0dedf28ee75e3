import { DEFAULT_MAPPINGS } from '../../lambdas/core/intake/defaults.ts';

/**
 * The field mapping of the ticket sources here, as a deployment configures it: each source belongs to one of the demo desks, which the
 * tickets of Jira and Zendesk do not say by themselves.
 */
export const sourcesFile = (): string =>
  JSON.stringify({
    jira: { scheme: 'jira', ...DEFAULT_MAPPINGS.jira, desk: { otherwise: 'service' } },
    zendesk: { scheme: 'zendesk', ...DEFAULT_MAPPINGS.zendesk, desk: { otherwise: 'night' } },
    servicenow: { scheme: 'standard-webhooks', ...DEFAULT_MAPPINGS.servicenow },
  });
