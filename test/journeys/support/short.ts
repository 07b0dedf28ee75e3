/** How long a grant lasts in a journey: longer than a busy machine takes to rotate a secret, because the clock starts with the execution. */
export const GRANT_MS = 45_000;

/** The shipped policy with short waits, at any hour, and with every sighting reviewed. */
export const SHORT = `name: journeys
extends: default.yaml
atMost: { proofWindow: 10m, approvalWindow: 10m, coolingOff: 1s, grant: ${GRANT_MS / 1_000}s, reviewWithin: 10m }
hours: { zone: Etc/UTC, days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00" }
authenticatorMinAge: 1s
sightingsReviewed: 100
`;
