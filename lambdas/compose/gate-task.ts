import type { SubmitServices } from '../app/ledger/submit.ts';
import { ENV } from '../contract/environment.ts';
import type { Gates } from '../ports/workspace.ts';
import { environment, once } from './clients/environment.ts';
import { gatesOf } from './gates.ts';
import { submitServices } from './ledger.ts';

/** For the gate task, which needs the gates at once; the relay loads them later. */
export const gateServices = /* @__PURE__ */ once((): SubmitServices & { readonly gates: Gates } => ({
  ...submitServices(),
  gates: gatesOf({ table: environment(ENV.workspaceTable), keyId: environment(ENV.keyId) }),
}));
