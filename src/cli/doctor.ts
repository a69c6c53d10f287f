import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { SetupError } from '../core/errors.ts';
import { connections } from '../core/records.ts';
import { loadSettings, type Settings } from '../settings.ts';
import { readKeyRing } from '../vault/keyFile.ts';
import { defineAction, done, type Host, refused, type Told } from './action.ts';
import { askControl, controlPath } from './control.ts';
import { leaf } from './leaf.ts';
import { keyPlace } from './open.ts';
import { told } from './perform.ts';
import { tell } from './tell.ts';
import { isWell, tellTried } from './try.ts';

/** One thing looked at: what was found, or each fault with its mend. */
interface Finding {
  readonly well: boolean;
  readonly lines: readonly string[];
}

const examine = defineAction({
  name: 'doctor',
  input: z.object({}),
  async run(_, host): Promise<Told> {
    const findings = [
      await examineRecords(host),
      await examineAudit(host),
      ...(await examineConnections(host)),
    ];
    const lines = findings.flatMap(({ lines: found }) => found);
    return findings.every(({ well }) => well) ? done(...lines) : refused(...lines);
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
    const settings = loadSettings();
    const findings = [
      { well: true, lines: ['settings: ok'] },
      await examineKeys(settings),
      await examineFolder(settings),
    ];
    const early = findings.flatMap(({ lines }) => lines);
    if (!findings.every(({ well }) => well)) return tell(refused(...early));
    try {
      const bot = await askControl(controlPath(settings.DATA_DIR), examine.name, {});
      early.push(bot === undefined ? 'bot: not running here' : 'bot: running');
      const { exitCode, lines } = bot ?? (await told(examine, {}, settings));
      return tell({ exitCode, lines: [...early, ...lines] });
    } catch (thrown) {
      if (!(thrown instanceof SetupError)) throw thrown;
      return tell(refused(...early, ...thrown.faults.map((fault) => `state: ${fault}`)));
    }
  },
});

async function examineKeys(settings: Settings): Promise<Finding> {
  try {
    const { ids, active } = await readKeyRing(keyPlace(settings));
    const count = ids.length === 1 ? 'one key' : `${ids.length} keys`;
    return { well: true, lines: [`key ring: ok, ${count}, ${active} active`] };
  } catch (thrown) {
    if (!(thrown instanceof SetupError)) throw thrown;
    return { well: false, lines: thrown.faults.map((fault) => `key ring: ${fault}`) };
  }
}

async function examineFolder({ DATA_DIR }: Settings): Promise<Finding> {
  const found = await stat(DATA_DIR).catch(() => undefined);
  if (found === undefined) return { well: true, lines: [`data folder: ${DATA_DIR} is made at first use`] };
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0');
  if ((found.mode & 0o077) === 0) return { well: true, lines: [`data folder: ok, ${DATA_DIR} ${mode}`] };
  return {
    well: false,
    lines: [`data folder: ${DATA_DIR} is open to others (${mode}). Run: chmod 700 ${DATA_DIR}`],
  };
}

async function examineRecords({ registry, store }: Host): Promise<Finding> {
  const operators = (await registry.operators()).length;
  const kept = (await store.read((view) => view.list(connections))).length;
  const grants = (await registry.grants('all')).length;
  const counts = `${operators} operators, ${kept} connections, ${grants} grants`;
  return { well: true, lines: [`state: ok, ${counts}`] };
}

async function examineAudit({ store }: Host): Promise<Finding> {
  const verdict = await store.verifyAudit();
  if (verdict.kind === 'ok') return { well: true, lines: [`audit: ok, ${verdict.records} records`] };
  const where = `record ${verdict.seq} (${verdict.file}, line ${verdict.line})`;
  return { well: false, lines: [`audit: ${where} is ${verdict.why}. Compare it with a backup.`] };
}

async function examineConnections(host: Host): Promise<readonly Finding[]> {
  const records = await host.store.read((view) => view.list(connections));
  return Promise.all(
    records.map(async ({ id, document }) => {
      const tried = await host.tryConnection(document).catch(() => undefined);
      if (tried === undefined)
        return {
          well: false,
          lines: [`${id}: its credentials do not open. Give them again: connection rotate.`],
        };
      return { well: isWell(tried), lines: tellTried(tried).map((line) => `${id} ${line}`) };
    }),
  );
}
