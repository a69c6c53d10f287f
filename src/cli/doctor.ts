import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { SetupError, WatchError } from '../core/errors.ts';
import { connections } from '../core/records.ts';
import { systemClock } from '../observe/clock.ts';
import { loadSettings, type Settings } from '../settings.ts';
import { codeOf } from '../store/disk.ts';
import { readKeyRing } from '../vault/keyFile.ts';
import { defineAction, done, type Host, refused, type Told } from './action.ts';
import { askControl, controlPath } from './control.ts';
import { leaf } from './leaf.ts';
import { keyPlace } from './open.ts';
import { told } from './perform.ts';
import { report } from './tell.ts';
import { isWell, tellTried } from './try.ts';
import { called } from './usage.ts';

/** One thing looked at: what was found, or each fault with its mend. */
interface Finding {
  readonly well: boolean;
  readonly lines: readonly string[];
}

const well = (...lines: readonly string[]): Finding => ({ well: true, lines });
const ill = (...lines: readonly string[]): Finding => ({ well: false, lines });

/** What only the process that has the state can look at. */
const examine = defineAction({
  name: 'doctor',
  input: z.object({}),
  async run(_, host): Promise<Told> {
    const findings = [
      await examineRecords(host),
      await examineAudit(host),
      ...(await examineConnections(host)),
    ];
    return pageOf(findings);
  },
});

export const doctorActions = [examine];

/** Everything that keeps the bot from answering, on one page. */
export const doctor = leaf({
  meta: {
    name: 'doctor',
    description: 'Look at settings, keys, state, providers and clock; a mend for each fault',
  },
  args: {},
  async run() {
    try {
      return report(await diagnose(loadSettings()));
    } catch (thrown) {
      if (!(thrown instanceof SetupError)) throw thrown;
      return report({ exitCode: 78, lines: thrown.faults.map((fault) => `settings: ${fault}`) });
    }
  },
});

/** The whole page for these settings: what this process can look at, and what whoever has the state finds. */
export async function diagnose(settings: Settings): Promise<Told> {
  const early = [well('settings: ok'), await examineKeys(settings), await examineFolder(settings)];
  if (early.some((finding) => !finding.well)) return pageOf(early);
  try {
    const bot = await askControl(controlPath(settings.DATA_DIR), examine.name, {}, systemClock);
    const { exitCode, lines } = bot ?? (await told(examine, {}, settings));
    const whether = well(bot === undefined ? 'bot: not running here' : 'bot: running');
    return pageOf([...early, whether, { well: exitCode === 0, lines }]);
  } catch (thrown) {
    return pageOf([...early, ill(...faultsOf(thrown).map((fault) => `state: ${fault}`))]);
  }
}

function pageOf(findings: readonly Finding[]): Told {
  const lines = findings.flatMap((finding) => finding.lines);
  return findings.every((finding) => finding.well) ? done(...lines) : refused(...lines);
}

/** The faults that it tells; a code of the system where it tells nothing for a person. */
function faultsOf(thrown: unknown): readonly string[] {
  return thrown instanceof SetupError ? thrown.faults : [`cannot be looked at (${codeOf(thrown)}).`];
}

async function examineKeys(settings: Settings): Promise<Finding> {
  try {
    const { ids, active } = await readKeyRing(keyPlace(settings));
    const count = ids.length === 1 ? 'one key' : `${ids.length} keys`;
    return well(`key ring: ok, ${count}, ${active} active`);
  } catch (thrown) {
    return ill(...faultsOf(thrown).map((fault) => `key ring: ${fault}`));
  }
}

async function examineFolder({ DATA_DIR }: Settings): Promise<Finding> {
  const found = await stat(DATA_DIR).catch(() => undefined);
  if (found === undefined) return well(`data folder: ${DATA_DIR} is made at first use`);
  if (!found.isDirectory())
    return ill(`data folder: ${DATA_DIR} is no folder. Set DATA_DIR to one that this user may write.`);
  const loose = [{ path: DATA_DIR, mode: found.mode, needs: '700' }];
  for (const name of await readdir(DATA_DIR).catch(() => [])) {
    const file = await stat(join(DATA_DIR, name)).catch(() => undefined);
    if (file !== undefined) loose.push({ path: join(DATA_DIR, name), mode: file.mode, needs: '600' });
  }
  const faults = loose
    .filter(({ mode }) => (mode & 0o077) !== 0)
    .map(({ path, mode, needs }) => {
      return `data folder: ${path} is open to others (${octal(mode)}). Run: chmod ${needs} ${path}`;
    });
  return faults.length > 0 ? ill(...faults) : well(`data folder: ok, ${DATA_DIR} ${octal(found.mode)}`);
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}

async function examineRecords({ registry, store, clock }: Host): Promise<Finding> {
  const counts = {
    operator: (await registry.operators()).length,
    connection: (await store.read((view) => view.list(connections))).length,
    grant: (await registry.grants('all')).filter(({ expiresAt = Number.POSITIVE_INFINITY }) => {
      return expiresAt > clock.now();
    }).length,
  };
  const told = Object.entries(counts).map(([what, count]) => `${count} ${what}${count === 1 ? '' : 's'}`);
  const adding = {
    operator: 'operator add <id>',
    connection: 'connection add <operator> <provider>',
    grant: 'grant add <principal> <operator>',
  };
  const first = (['operator', 'connection', 'grant'] as const).find((what) => counts[what] === 0);
  const next = first === undefined ? [] : [`next: ${called} ${adding[first]}`];
  return well(`state: ok, ${told.join(', ')}`, ...next);
}

async function examineAudit({ store }: Host): Promise<Finding> {
  const verdict = await store.verifyAudit();
  if (verdict.kind === 'ok') return well(`audit: ok, ${verdict.records} records`);
  const where = `record ${verdict.seq} (${verdict.file}, line ${verdict.line})`;
  return ill(`audit: ${where} is ${verdict.why}. Compare it with a backup.`);
}

async function examineConnections(host: Host): Promise<readonly Finding[]> {
  const records = await host.store.read((view) => view.list(connections));
  return Promise.all(
    records.map(async ({ id, document }) => {
      const again = `${called} connection rotate ${document.operator} ${document.id}`;
      try {
        const tried = await host.tryConnection(document);
        return { well: isWell(tried), lines: tellTried(tried).map((line) => `${id} ${line}`) };
      } catch (thrown) {
        if (thrown instanceof WatchError)
          return ill(`${id}: its credentials do not open. Give them again: ${again}`);
        if (thrown instanceof SetupError) return ill(...thrown.faults.map((fault) => `${id}: ${fault}`));
        return ill(`${id}: its settings do not fit its provider any more. Remove it and add it again.`);
      }
    }),
  );
}
