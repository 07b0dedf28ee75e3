import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ArgumentError, DEMO_HELP, type DemoArgs, parseDemoArgs } from '../start/args.ts';
import { LOG_FILE } from '../start/folder.ts';
import type { LocalSystem } from '../start/system.ts';
import { play, type Report } from './play.ts';
import type { Servers } from './servers.ts';
import { ownStage, stageAt } from './stages.ts';
import { inkFor, Timeline } from './timeline.ts';

/** `npm run demo`. Exits with 0 when everything is as expected, 1 when not, 2 for wrong arguments. */
async function main(): Promise<void> {
  const args = readArgs();
  if (args === undefined) return;
  // The SDK's notice that it will need a newer Node some day does not concern the pinned releases.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const timeline = timelineFor(args);
  const running: Running = {};
  const stop = async (): Promise<void> => {
    await running.system?.then((system) => system.stop()).catch(() => undefined);
    await running.servers?.then((servers) => servers.stop()).catch(() => undefined);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(130)));
  try {
    const report = await playOn(args, timeline, running);
    const seconds = report.seconds.toFixed(1);
    timeline.heading(`Everything came as it should, in ${seconds} s`);
    if (args.json) tellJson({ ok: true, ...report });
  } catch (error) {
    process.exitCode = 1;
    const reason = error instanceof Error ? error.message : 'unknown';
    const troubles = await troublesIn(running.system);
    if (args.json) tellJson({ ok: false, reason, troubles, steps: timeline.steps });
    else process.stderr.write(`\nNot as it should be: ${reason}\n${troubles.map((line) => `${line}\n`).join('')}`);
  }
  await stop();
  // Nothing of ours is left; a library's timer or socket may be.
  process.exit();
}

/** Between two looks at the log of a directory; a minute, where it is deployed. */
const LOOK_MS = 2_000;

/** What the demo has started or is starting. */
interface Running {
  system?: Promise<LocalSystem>;
  servers?: Promise<Servers>;
}

async function playOn({ url }: DemoArgs, timeline: Timeline, running: Running): Promise<Report> {
  if (url !== null) return play(await stageAt(url, timeline));
  timeline.heading('Countersign starts on this machine, with waits of seconds (policy `demo`)');
  const { openServers } = await import('./servers.ts');
  running.servers = openServers();
  const [servers, { startLocal }] = await Promise.all([running.servers, import('../start/system.ts')]);
  const logs = servers.directory === null ? {} : { logs: { everyMs: LOOK_MS, whenReady: servers.directory } };
  const { data, named } = servers;
  running.system = startLocal({ policy: 'demo', data, removed: true, directories: named, ...logs });
  const system = await running.system;
  timeline.tell({ about: 'system', who: 'npm start', did: 'is ready', answer: system.url });
  return play(ownStage(system, timeline), servers);
}

function timelineFor({ json }: DemoArgs): Timeline {
  const print = json ? () => undefined : (line: string) => void process.stdout.write(`${line}\n`);
  return new Timeline(print, inkFor({ isTty: process.stdout.isTTY === true, noColor: process.env['NO_COLOR'] }));
}

const tellJson = (document: object): void => void process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);

/** The last errors in the log of the demo's own system, which is removed with it. */
async function troublesIn(system: Running['system']): Promise<readonly string[]> {
  const folder = await system?.then(({ folder }) => folder.path).catch(() => undefined);
  const log = folder === undefined ? '' : await readFile(join(folder, LOG_FILE), 'utf8').catch(() => '');
  return log
    .split('\n')
    .filter((line) => line.startsWith('{"level":"error"'))
    .slice(-5);
}

function readArgs(): DemoArgs | undefined {
  try {
    const args = parseDemoArgs(process.argv.slice(2));
    if (!args.help) return args;
    process.stdout.write(DEMO_HELP);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    process.stderr.write(`${error.message}\n\n${DEMO_HELP}`);
    process.exitCode = 2;
  }
  return undefined;
}

await main();
