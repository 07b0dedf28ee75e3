import { ROUTES, type Route } from '../../../lambdas/contract/routes.ts';

export type Match =
  | { readonly found: true; readonly route: Route; readonly parameters: Readonly<Record<string, string>> }
  /** No route has this path (404); or some have, for other methods (405). */
  | { readonly found: false; readonly allowed: readonly string[] };

/**
 * Finds the route of a request as API Gateway does: the path is decoded first, slashes and all; then method and segments must fit, where
 * `{name}` takes one segment and `{name+}` the rest. Throws a `URIError` for a path that is not encoded well.
 */
export function matchRoute(method: string, path: string, routes: readonly Route[] = ROUTES): Match {
  const segments = decodeURIComponent(path).split('/');
  const onPath = routes.flatMap((route) => {
    const parameters = parametersIn(route.path.split('/'), segments);
    return parameters === undefined ? [] : [{ route, parameters }];
  });
  const best = onPath.filter(({ route }) => route.method === method).sort(byOpenness)[0];
  if (best === undefined) return { found: false, allowed: [...new Set(onPath.map(({ route }) => route.method))] };
  return { found: true, ...best };
}

const PARAMETER = /^\{(\w+)(\+?)\}$/;

/** The parameters of a path by the pattern of a route; undefined where the path does not fit. */
function parametersIn(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const [part, ...more] = pattern;
  const [segment, ...rest] = segments;
  if (part === undefined || segment === undefined) return pattern.length === segments.length ? {} : undefined;
  const [, name, greedy] = PARAMETER.exec(part) ?? [];
  if (name !== undefined && greedy === '+')
    return segments.join('/') === '' ? undefined : { [name]: segments.join('/') };
  if (name === undefined ? part !== segment : segment === '') return undefined;
  const others = parametersIn(more, rest);
  return others && { ...(name === undefined ? {} : { [name]: segment }), ...others };
}

/** A literal path goes before one with parameters, and that before one that takes the rest. */
const byOpenness = (a: { readonly route: Route }, b: { readonly route: Route }): number =>
  openness(a.route) - openness(b.route);

const openness = ({ path }: Route): number => path.split('{').length + (path.includes('+}') ? 100 : 0);
