/** A part of a document that two readers may read differently. */
export interface Flaw {
  readonly code: string;
  readonly path: readonly string[];
}

/** The first flaw at a place that is read, on the path to it, or inside it. */
export function flawIn(flaws: readonly Flaw[], pointers: readonly string[]): Flaw['code'] | undefined {
  const places = pointers.map((pointer) => pointer.split('/').slice(1));
  return flaws.find(({ path }) =>
    places.some((place) => path.slice(0, place.length).every((name, index) => name === unescaped(place[index] ?? ''))),
  )?.code;
}

const unescaped = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

/** Every place that a mapping or one of its fields reads. */
export function pointersIn(mapping: object): readonly string[] {
  return Object.entries(mapping).flatMap(([name, value]: [string, unknown]) => {
    if (['from', 'links', 'items', 'labels'].includes(name))
      return [value].flat().filter((one) => typeof one === 'string');
    return name !== 'table' && typeof value === 'object' && value !== null && !Array.isArray(value)
      ? pointersIn(value)
      : [];
  });
}
