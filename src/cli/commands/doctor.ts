import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ApplicationContext, buildCommand } from '@stricli/core';
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
import { resultOf } from '../run-action.ts';

/** Prints on one page everything that prevents the bot from working. The page is on stdout whatever it contains. */
export const doctorSubcommand = buildCommand({
  docs: { brief: 'Check settings, keys, state, providers and clock, and show how to fix each problem' },
  parameters: {},
  async func(this: ApplicationContext) {
    const { exitCode, lines } = await examineAll();
    for (const line of lines) process.stdout.write(`${line}\n`);
    this.process.exitCode = exitCode;
  },
});

async function examineAll(): Promise<ActionResult> {
  try {
    return await diagnose(loadSettings());
  } catch (thrown) {
    if (!(thrown instanceof SetupError)) throw thrown;
    return { exitCode: 78, lines: thrown.faults.map((fault) => `settings: ${fault}`) };
  }
}

/** Returns the page for these settings: the checks of this process, then those of the process with the open state. */
export async function diagnose(settings: BotSettings): Promise<ActionResult> {
  const early = [healthyFinding('settings: ok'), await examineKeys(settings), await examineFolder(settings)];
  if (early.some(({ ok }) => !ok)) return pageOf(early);
  try {
    const byBot = await askControl(controlPath(settings.DATA_DIR), examine.name, {}, systemClock);
    const { exitCode, lines } = byBot ?? (await resultOf(examine, {}, settings));
    const bot = healthyFinding(byBot === undefined ? 'bot: not running here' : 'bot: running');
    return pageOf([...early, bot, { ok: exitCode === 0, lines }]);
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

async function examineFolder({ DATA_DIR: folder }: BotSettings): Promise<Finding> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return healthyFinding(`data folder: ${folder} will be created at first use`);
  if (!found.isDirectory())
    return problemFinding(
      `data folder: ${folder} is not a folder. Set DATA_DIR to a folder that this user can write to.`,
    );
  const entries = [{ path: folder, mode: found.mode, wanted: '700' }];
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const file = await stat(path).catch(() => undefined);
    if (file !== undefined) entries.push({ path, mode: file.mode, wanted: '600' });
  }
  const problems = entries
    .filter(({ mode }) => (mode & 0o077) !== 0)
    .map(({ path, mode, wanted }) => {
      return `data folder: ${path} is open to other users (${octal(mode)}). Run: chmod ${wanted} ${path}`;
    });
  return problems.length > 0
    ? problemFinding(...problems)
    : healthyFinding(`data folder: ok, ${folder} ${octal(found.mode)}`);
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}
