import { isSighting } from '../../lambdas/core/proofing/evidence.ts';
import type { MethodName } from '../../lambdas/core/proofing/methods.ts';
import { Visitor } from '../serve/visitor.ts';
import { countersignature, signedBody } from '../signing/passkeys.ts';
import { expectThat } from './expectation.ts';
import { accepted, as, reaches, refused, type Seen, type Stage } from './stage.ts';

/** One recovery of the demo. */
export interface Scene {
  readonly stage: Stage;
  readonly recovery: string;
  /** Its name in the timeline. */
  readonly about: string;
}

/** The result of a recovery. */
export interface Outcome {
  readonly recovery: string;
  readonly account: string;
  readonly action: string;
  readonly ticket: string;
  readonly end: string;
  readonly commits: number;
  /** Number of states that the workflow entered; null when the demo did not start the system. */
  readonly states: number | null;
}

/** A demo person's call about the recovery, with its line for the timeline. */
const act = ({ stage, recovery, about }: Scene, who: string, did: string) => ({
  line: { about, who, did },
  post: async (what: string, body: unknown = {}) => {
    const path = `/recoveries/${recovery}/${what}`;
    const accountOf = async () => (await viewOf({ stage, recovery, about })).account;
    return as(stage, who).post(path, await signedBody(stage, who, { path, body }, accountOf));
  },
});

/** The requester opens their page, and types the words that the help desk says to them (rule 12). */
export async function opensPage({ stage, recovery, about }: Scene, who: string): Promise<Visitor> {
  const visitor = await Visitor.open(stage.url, recovery);
  const { body } = await as(stage, 'vera').get(`/recoveries/${recovery}`);
  const words = (body as { readonly words: readonly string[] | null }).words ?? [];
  const line = { about, who, did: `opens the page, types the words of the help desk: ${words.join(' ')}` };
  await accepted(stage, line, visitor.does('words', { heard: words.join(' ') }));
  return visitor;
}

/** Somebody records a proof that they have confirmed; of whoever has that page before them, where there is one. */
export async function proves(scene: Scene, who: string, method: MethodName, visitor?: Visitor): Promise<void> {
  const { line, post } = act(scene, who, `proves who is asking: ${method}`);
  const sighting = isSighting(method) ? { seen: ['passport', 'employee-badge'], reference: 'badge-log/4711' } : {};
  const page = visitor === undefined ? {} : { page: await visitor.words() };
  await accepted(scene.stage, line, post('proofs', { method, outcome: 'verified', ...sighting, ...page }));
}

/** A person tries to record a proof and is refused. */
export async function mayNotProve(
  scene: Scene,
  who: string,
  { method, code }: { readonly method: string; readonly code: string },
) {
  const { line, post } = act(scene, who, `tries to prove: ${method}`);
  await refused(scene.stage, { ...line, code }, post('proofs', { method, outcome: 'verified' }));
}

/** A person reads the plan, and signs with their passkey that they countersign exactly this one. */
export async function countersigns(scene: Scene, who: string): Promise<void> {
  const body = await signs(scene, who);
  const { line, post } = act(scene, who, `signs that they countersign plan ${body.digest.slice(0, 12)}`);
  await accepted(scene.stage, line, post('countersignatures', body));
}

async function signs({ stage, recovery }: Scene, who: string) {
  const { account, digest } = await reaches(stage, recovery, { statuses: ['approving'] });
  return countersignature(stage, who, { account, recovery, digest: String(digest) });
}

/** A person tries to countersign and is refused. */
export async function mayNotCountersign(scene: Scene, who: string, code: string): Promise<void> {
  const body = await signs(scene, who);
  const { line, post } = act(scene, who, 'tries to countersign the plan');
  await refused(scene.stage, { ...line, code }, post('countersignatures', body));
}

/** Waits until the plan is executed; prints when the grant ends. */
export async function isExecuted({ stage, recovery, about }: Scene): Promise<Seen> {
  const seen = await reaches(stage, recovery, { statuses: ['granted'] });
  const answer = `the grant ends at ${seen.expiresAt?.slice(11, 19)}`;
  stage.timeline.tell({ about, who: 'workflow', did: 'executes the countersigned plan', answer });
  return seen;
}

/** The requester claims the temporary password on the page that proved them; it is printed nowhere. */
export async function claims({ stage, about }: Scene, who: string, visitor: Visitor): Promise<string> {
  const { status, body } = await visitor.does('claims');
  const credential = String(body['credential'] ?? '');
  const answer = `handed over: ${credential.length} characters, shown to nobody else`;
  stage.timeline.tell({ about, who, did: 'claims the temporary password on the page', answer });
  const isHanded = status === 200 && credential !== '';
  expectThat(isHanded, `the requester could not claim: ${status} ${String(body['code'] ?? '')}`);
  return credential;
}

/** Waits until the grant has ended by itself and is read back as gone. */
export async function isRevoked({ stage, recovery, about }: Scene, granted: Seen): Promise<void> {
  const { status } = await reaches(stage, recovery, { statuses: ['reviewing'], until: granted.expiresAt });
  stage.timeline.tell({ about, who: 'workflow', did: 'the grant has ended; read back: it is gone', answer: status });
}

/** A reviewer reviews it, and the recovery closes. */
export async function isReviewed(scene: Scene, ticket: string): Promise<Outcome> {
  const { stage, recovery, about } = scene;
  const { line, post } = act(scene, 'rita', 'reviews it: appropriate');
  await accepted(stage, line, post('reviews', { finding: 'appropriate', note: 'spoke with the requester' }));
  const { end, commits } = await reaches(stage, recovery, { statuses: ['closed'] });
  const { account, action } = await viewOf(scene);
  const execution = stage.own?.aws.engine?.executions.find(({ name }) => name === recovery);
  const states = execution?.entered.length ?? null;
  const answer = `${commits} commits${states === null ? '' : `, ${states} states of the workflow`}`;
  stage.timeline.tell({ about, who: 'workflow', did: 'closes the recovery', answer });
  return { recovery, account, action, ticket, end: String(end), commits, states };
}

async function viewOf({ stage, recovery }: Scene): Promise<{ readonly account: string; readonly action: string }> {
  const { body } = await as(stage, 'otto').get(`/recoveries/${recovery}`);
  const { account, recovery: live } = body as {
    readonly account: string;
    readonly recovery: { readonly action: string };
  };
  return { account, action: live.action };
}
