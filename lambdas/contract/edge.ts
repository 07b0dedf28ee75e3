// Headers that the edge (CloudFront) puts onto every request that it lets through; names in lower case.

/** A secret of the deployment: whoever does not send it did not come through the edge. */
export const EDGE_HEADER = 'x-countersign-edge';

/** The address of whoever called the edge. It replaces what they sent under this name. */
export const VIEWER_HEADER = 'x-countersign-viewer';
