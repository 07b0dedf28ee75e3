import { log } from '../app/log.ts';
import { examineSystems, isExamination } from '../app/workflow/examine-systems.ts';
import { parseRotationEvent, rotate } from '../app/workflow/rotation.ts';
import { examinedSystems, rotationServices } from '../compose/rotation.ts';
import type { SystemFacts } from '../core/audit/findings/facts.ts';

/**
 * Secrets Manager rotation: one of the four steps. The event contains a token as sensitive as the secret, so it is never logged whole. For the
 * doctor: what is wrong with the systems that a rotation calls; then nothing is rotated.
 */
export async function handler(event: unknown): Promise<readonly SystemFacts[] | undefined> {
  if (isExamination(event)) return examineSystems(examinedSystems());
  const request = parseRotationEvent(event);
  const { step, secretId, version } = request;
  try {
    await rotate(rotationServices(), request);
    log('info', 'rotation step done', { step, secretId, version });
    return undefined;
  } catch (error) {
    log('error', 'rotation step failed', { step, secretId, version, error });
    throw error;
  }
}
