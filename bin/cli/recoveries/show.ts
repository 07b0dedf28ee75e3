import { isRecovery } from '../service/answers.ts';
import type { Session } from '../service/session.ts';
import { recoveryInWords } from '../text/recovery.ts';

/** `recoveries show` */
export async function showRecovery(session: Session, id: string): Promise<void> {
  session.show(await session.api.get(['recoveries', id]), isRecovery, recoveryInWords);
}
