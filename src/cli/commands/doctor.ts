import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keyFileOf } from '../../app/state.ts';
import { SetupError } from '../../core/errors/errors.ts';
import type { ActionResult } from '../../host/action.ts';
import {
  examine,
  type Finding,
  faultsOf,
  healthyFinding,
  pageOf,
  problemFinding,
} from '../../host/actions/doctor.ts';
import { askControl, controlPath } from '../../host/control.ts';
import { systemClock } from '../../observe/clock.ts';
import { type BotSettings, loadSettings } from '../../settings.ts';
import { readKeyRing } from '../../vault/key-file.ts';
import { report } from '../print.ts';
import { resultOf } from '../run-action.ts';
import { subcommand } from '../subcommand.ts';

/** Everything that keeps the bot from answering, on one page. */
export const doctorSubcommand = subcommand({
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
export async function diagnose(settings: BotSettings): Promise<ActionResult> {
  const early = [healthyFinding('settings: ok'), await examineKeys(settings), await examineFolder(settings)];
  if (early.some((finding) => !finding.well)) return pageOf(early);
  try {
    const bot = await askControl(controlPath(settings.DATA_DIR), examine.name, {}, systemClock);
    const { exitCode, lines } = bot ?? (await resultOf(examine, {}, settings));
    const whether = healthyFinding(bot === undefined ? 'bot: not running here' : 'bot: running');
    return pageOf([...early, whether, { well: exitCode === 0, lines }]);
  } catch (thrown) {
    return pageOf([...early, problemFinding(...faultsOf(thrown).map((fault) => `state: ${fault}`))]);
  }
}

async function examineKeys(settings: BotSettings): Promise<Finding> {
  try {
    const { ids, active } = await readKeyRing(keyFileOf(settings));
    const count = ids.length === 1 ? 'one key' : `${ids.length} keys`;
    return healthyFinding(`key ring: ok, ${count}, ${active} active`);
  } catch (thrown) {
    return problemFinding(...faultsOf(thrown).map((fault) => `key ring: ${fault}`));
  }
}

async function examineFolder({ DATA_DIR }: BotSettings): Promise<Finding> {
  const found = await stat(DATA_DIR).catch(() => undefined);
  if (found === undefined) return healthyFinding(`data folder: ${DATA_DIR} is made at first use`);
  if (!found.isDirectory())
    return problemFinding(
      `data folder: ${DATA_DIR} is no folder. Set DATA_DIR to one that this user may write.`,
    );
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
  return faults.length > 0
    ? problemFinding(...faults)
    : healthyFinding(`data folder: ok, ${DATA_DIR} ${octal(found.mode)}`);
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}
