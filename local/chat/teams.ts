import { z } from 'zod';

/** A run of a workflow: what it did with the request after it had accepted it. */
export interface WorkflowRun {
  readonly channel: string;
  readonly card: TeamsCard | null;
  /** Why the action that posts the card failed; null when it is in the channel. */
  readonly failed: 'RequestEntityTooLarge' | 'BadRequest' | null;
}

/** A workflow that posts to a channel when a webhook request is received. */
export interface TeamsWorkflow {
  readonly channel: string;
  readonly signature: string;
  isOn: boolean;
}

const textRun = z.strictObject({
  type: z.literal('TextRun'),
  text: z.string().min(1),
  weight: z.enum(['Lighter', 'Default', 'Bolder']).optional(),
  size: z.enum(['Small', 'Default', 'Medium', 'Large', 'ExtraLarge']).optional(),
});

/** https://adaptivecards.io/explorer: the elements that are used here. */
const card = z.strictObject({
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
  type: z.literal('AdaptiveCard'),
  version: z.enum(['1.2', '1.3', '1.4', '1.5']),
  body: z.array(z.strictObject({ type: z.literal('RichTextBlock'), inlines: z.array(textRun).min(1) })),
  actions: z
    .array(
      z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string(), url: z.url({ protocol: /^https$/ }) }),
    )
    .optional(),
});
export type TeamsCard = z.output<typeof card>;

/** https://learn.microsoft.com/connectors/teams/#microsoft-teams-webhook */
const payload = z.strictObject({
  type: z.literal('message'),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        contentUrl: z.null(),
        content: card,
      }),
    )
    .length(1),
});

/** Above about 28 KB the action that posts a card fails: https://learn.microsoft.com/connectors/teams/#known-issues-and-limitations */
const LARGEST = 28_000;

/**
 * Workflows of Power Automate with the trigger *When a Teams webhook request is received*. A request with the right signature is accepted
 * with 202 whatever is in it; a card that the action cannot post fails later, where the caller does not see it. `handle` takes the place of
 * `fetch`.
 */
export class LocalTeams {
  readonly runs: WorkflowRun[] = [];
  /** How often a workflow was called. */
  calls = 0;
  outage: (() => Response) | null = null;
  readonly #workflows = new Map<string, TeamsWorkflow>();

  /** Makes a workflow, and returns its address. */
  add(id: string, workflow: TeamsWorkflow): string {
    this.#workflows.set(id, workflow);
    const query = `api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${workflow.signature}`;
    return `${ORIGIN}/powerautomate/automations/direct/workflows/${id}/triggers/manual/paths/invoke?${query}`;
  }

  readonly handle = async (url: URL, { method, headers, body, redirect }: RequestInit): Promise<Response> => {
    if (url.origin !== ORIGIN || redirect !== 'manual') throw new Error(`no call of a workflow: ${url.origin}`);
    this.calls += 1;
    if (this.outage !== null) return this.outage();
    const workflow = this.#workflows.get(
      /\/workflows\/([^/]+)\/triggers\/manual\/paths\/invoke$/.exec(url.pathname)?.[1] ?? '',
    );
    if (workflow === undefined || method !== 'POST') return refusal(404, 'WorkflowNotFound');
    if (url.searchParams.get('sig') !== workflow.signature) return refusal(401, 'DirectApiAuthorizationRequired');
    if (!workflow.isOn) return refusal(404, 'WorkflowTriggerIsNotEnabled');
    const type = new Headers(headers).get('content-type') ?? '';
    const given = type.startsWith('application/json') ? jsonIn(String(body)) : undefined;
    if (given === undefined) return refusal(400, 'InvalidRequestContent');
    this.runs.push({ channel: workflow.channel, ...ranWith(given, String(body)) });
    return new Response(null, { status: 202 });
  };

  /** The cards in a channel, oldest first. */
  cardsIn(channel: string): readonly TeamsCard[] {
    return this.runs.flatMap((run) => (run.channel === channel && run.card !== null ? [run.card] : []));
  }
}

const ORIGIN = 'https://default809ba6beb3bb4f08a26065732b2a2b.36.environment.api.powerplatform.com';

function ranWith(given: unknown, body: string): Pick<WorkflowRun, 'card' | 'failed'> {
  const found = payload.safeParse(given);
  if (!found.success) return { card: null, failed: 'BadRequest' };
  if (Buffer.byteLength(body) > LARGEST) return { card: null, failed: 'RequestEntityTooLarge' };
  return { card: found.data.attachments[0]?.content ?? null, failed: null };
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const refusal = (status: number, code: string): Response =>
  Response.json({ error: { code, message: 'The request was refused.' } }, { status });
