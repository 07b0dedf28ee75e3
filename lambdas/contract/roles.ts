/** Roles that a token's groups can name, besides `approver:GROUP` and `desk:DESK`. Those of the core; a test holds the two to each other. */
export const TOKEN_ROLES = [
  ...(['agent', 'verifier', 'reviewer', 'custodian', 'auditor', 'on-duty', 'admin', 'operator'] as const),
] as const;
