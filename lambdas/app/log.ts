let write = (line: string): void => {
  process.stdout.write(line);
};

/** Sends log lines to another place than standard output, which Lambda collects: for a process with other output there. */
export function logTo(sink: (line: string) => void): void {
  write = sink;
}

type Level = 'info' | 'warn' | 'error';

/**
 * Writes one structured line. An error is reduced to its name, its code and where it was thrown: a library's message may quote its input,
 * and no address or credential belongs in a log.
 */
export function log(level: Level, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  const { error, ...others } = fields;
  const line = {
    level,
    message,
    at: new Date().toISOString(),
    ...others,
    ...(error === undefined ? {} : { error: describe(error) }),
  };
  write(`${JSON.stringify(line)}\n`);
}

function describe(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const thrownAt = error.stack
    ?.split('\n')
    .filter((frame) => frame.startsWith('    at '))
    .slice(0, 6)
    .map((frame) => frame.trim());
  return {
    name: error.name,
    ...code,
    thrownAt,
    ...(error.cause === undefined ? {} : { cause: describe(error.cause) }),
  };
}
