import type { Gates } from '../../ports/workspace.ts';
import type { SubmitServices } from '../submit.ts';
import { gates } from './gates.ts';
import { once } from './once.ts';
import { submitServices } from './submit.ts';

/** What the gate task uses. */
export const gateServices = once((): SubmitServices & { readonly gates: Gates } => ({
  ...submitServices(),
  gates: gates(),
}));
