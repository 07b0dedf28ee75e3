import type { SubmitServices } from '../app/ledger/submit.ts';
import type { Gates } from '../ports/workspace.ts';
import { once } from './environment.ts';
import { gates } from './gates.ts';
import { submitServices } from './ledger.ts';

/** For the gate task, which needs the gates at once; the relay loads them later. */
export const gateServices = /* @__PURE__ */ once((): SubmitServices & { readonly gates: Gates } => ({
  ...submitServices(),
  gates: gates(),
}));
