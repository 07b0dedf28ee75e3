import { log } from '../app/log.ts';
import { parseRotationEvent, rotate } from '../app/workflow/rotation.ts';
import { rotationServices } from '../compose/rotation.ts';

/** Secrets Manager rotation: one of the four steps. The event contains a token as sensitive as the secret, so it is never logged whole. */
export async function handler(event: unknown): Promise<void> {
  const request = parseRotationEvent(event);
  const { step, secretId, version } = request;
  try {
    await rotate(rotationServices(), request);
    log('info', 'rotation step done', { step, secretId, version });
  } catch (error) {
    log('error', 'rotation step failed', { step, secretId, version, error });
    throw error;
  }
}
