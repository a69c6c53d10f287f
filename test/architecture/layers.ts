import { importsOf, type Sources } from './sources.ts';

/** Libraries that a spoke calls its own. */
const libraries: Readonly<Record<string, readonly string[]>> = {
  'src/core': ['zod', 'big.js'],
  'src/engine': ['lru-cache'],
  'src/http': ['undici', 'lossless-json', 'fast-xml-parser'],
  'src/server': [],
  'src/store': ['lowdb', 'zod'],
  'src/vault': ['zod'],
  'src/observe': ['pino', 'prom-client'],
  'src/sandbox': [],
  'src/commands': [],
  'src/rules': [],
  'adapters/telegram': ['grammy', 'zod'],
  'adapters/slack': ['@slack/bolt', '@slack/web-api', '@slack/types', 'zod'],
  'adapters/console': ['zod'],
};

/** The files that wire the spokes together; they may import anything. */
const assembly =
  /^src\/(main|bot|settings)\.ts$|^src\/(app|host|cli)\/|^src\/(commands|providers|rules)\/index\.ts$|^adapters\/index\.ts$/;

/**
 * Parts of an assembly or a spoke that must not import a later part: `main` starts `bot`, and neither knows the command
 * line; alerts flow from poll to evaluate to deliver, and what these share knows none of them.
 */
const forbidden: readonly (readonly [importer: RegExp, imported: RegExp])[] = [
  [/^src\/(main|bot|settings)\.ts$|^src\/(app|host)\//, /^src\/cli\//],
  [/^src\/(settings\.ts$|(app|host|cli)\/)/, /^src\/(main|bot)\.ts$/],
  [/^src\/app\//, /^src\/host\//],
  [/^src\/engine\/alerts\/poll\//, /^src\/engine\/alerts\/(evaluate|deliver|monitor)\//],
  [/^src\/engine\/alerts\/evaluate\//, /^src\/engine\/alerts\/(deliver|monitor)\//],
  [/^src\/engine\/alerts\/deliver\//, /^src\/engine\/alerts\/(poll|evaluate|monitor)\//],
  [/^src\/engine\/alerts\/(outbox|documents)\.ts$/, /^src\/engine\/alerts\/\w+\//],
];

/** Breaches of the layer rule, one sentence each; `edges` counts what was looked at. */
export function layerFaults(sources: Sources): {
  readonly faults: readonly string[];
  readonly edges: number;
} {
  const faults: string[] = [];
  let edges = 0;
  for (const [path, source] of sources) {
    for (const target of importsOf(path, source)) {
      edges += 1;
      const isForbidden = forbidden.some(
        ([importer, imported]) => importer.test(path) && imported.test(target),
      );
      if (isForbidden || (!assembly.test(path) && !mayImport(path, target))) {
        faults.push(`${path} must not import ${target}: ${ruleFor(path)}`);
      }
    }
  }
  return { faults, edges };
}

function mayImport(path: string, target: string): boolean {
  const spoke = spokeOf(path);
  if (target.startsWith('src/core/')) return true;
  if (target.startsWith('src/') || target.startsWith('adapters/')) {
    if (spoke === 'src/rules') return false;
    if (spoke === 'src/commands')
      return isInFolderOf(path, target) || target.startsWith('src/commands/shared/');
    return spokeOf(target) === spoke && !assembly.test(target);
  }
  if (target.startsWith('node:')) {
    if (spoke.startsWith('src/providers/')) return target === 'node:crypto';
    return spoke !== 'src/core' && spoke !== 'src/commands' && spoke !== 'src/rules';
  }
  if (/^src\/commands\/[^/]+\/args\.ts$/.test(path) && target === 'zod') return true;
  const own = spoke.startsWith('src/providers/') ? ['zod'] : (libraries[spoke] ?? []);
  return own.some((name) => target === name || target.startsWith(`${name}/`));
}

/** Whether `target` is in the folder of `path`. */
function isInFolderOf(path: string, target: string): boolean {
  return target.slice(0, target.lastIndexOf('/')) === path.slice(0, path.lastIndexOf('/'));
}

/** `src/http/client.ts` -> `src/http`; `src/providers/x/read.ts` -> `src/providers/x`. */
export function spokeOf(path: string): string {
  const parts = path.split('/');
  const depth = parts[0] === 'src' && parts[1] === 'providers' ? 3 : 2;
  return parts.slice(0, depth).join('/');
}

function ruleFor(path: string): string {
  const spoke = spokeOf(path);
  if (path.startsWith('src/engine/alerts/'))
    return 'alerts know core and the engine, and flow from poll to evaluate to deliver.';
  if (spoke === 'src/core') return 'core knows core, zod and big.js alone; give it a port instead.';
  if (spoke === 'src/commands' || spoke === 'src/rules')
    return 'a command knows core, its own folder and commands/shared; a rule knows core.';
  return 'a spoke knows core and itself; let src/bot.ts hand it what it needs.';
}
