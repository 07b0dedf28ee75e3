import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientOptions } from './aws-client.ts';
import { expectThat } from './expectation.ts';
import { JIRA_TICKET } from './intake.ts';
import { reaches, type Stage } from './stage.ts';
import * as story from './story.ts';

const SECRET = 'prod/payments/db';

/** The secret of a production service account is rotated, and rotated again when the grant ends. Nobody sees it. */
export async function playServiceAccount(stage: Stage, recovery: string): Promise<story.Outcome> {
  const scene = { stage, recovery, about: 'payments' };
  const versions = [await currentVersion(stage)];
  await reaches(stage, recovery, { statuses: ['proofing'] });
  await story.mayNotProve(scene, 'cora', { method: 'custodian-attestation', code: 'conflicting-part' });
  await story.proves(scene, 'carl', 'custodian-attestation');
  await story.countersigns(scene, 'pia');
  await story.mayNotCountersign(scene, 'carl', 'conflicting-part');
  await story.countersigns(scene, 'sara');
  const granted = await story.isExecuted(scene);
  versions.push(await currentVersion(stage));
  tellVersion(scene, versions);
  await story.isRevoked(scene, granted);
  versions.push(await currentVersion(stage));
  tellVersion(scene, versions);
  return story.isReviewed(scene, JIRA_TICKET);
}

/** All versions must differ. They are compared by id, because nobody may see the value. */
function tellVersion({ stage, about }: story.Scene, versions: readonly string[]): void {
  const [before = '', after = ''] = versions.slice(-2);
  const answer = `version ${after.slice(0, 8)} in place of ${before.slice(0, 8)}`;
  stage.timeline.tell({ about, who: 'secrets manager', did: `shows a new password of ${SECRET}`, answer });
  expectThat(new Set(versions).size === versions.length, `the secret was not rotated: ${versions.join(', ')}`);
}

async function currentVersion(stage: Stage): Promise<string> {
  const client = new SecretsManagerClient(clientOptions(stage));
  try {
    const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId: SECRET }));
    return Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes('AWSCURRENT')) ?? 'none';
  } finally {
    client.destroy();
  }
}
