import * as z from 'zod';
import { connections } from '../../core/access/records.ts';
import { ProviderError, SetupError } from '../../core/errors/errors.ts';
import { codeOf } from '../../store/disk/disk.ts';
import { type ActionResult, defineAction, done, type Host, refused } from '../action.ts';
import { isHealthy, renderCheck } from '../check-connection.ts';
import { cliCommand } from '../text.ts';

/** One thing looked at: what was found, or each fault with its mend. */
export interface Finding {
  readonly well: boolean;
  readonly lines: readonly string[];
}

export const healthyFinding = (...lines: readonly string[]): Finding => ({ well: true, lines });
export const problemFinding = (...lines: readonly string[]): Finding => ({ well: false, lines });

/** What only the process that has the state can look at. */
export const examine = defineAction({
  name: 'doctor',
  input: z.object({}),
  async run(_, host): Promise<ActionResult> {
    const findings = [
      await examineRecords(host),
      await examineAudit(host),
      ...(await examineConnections(host)),
    ];
    return pageOf(findings);
  },
});

export const doctorActions = [examine];

export function pageOf(findings: readonly Finding[]): ActionResult {
  const lines = findings.flatMap((finding) => finding.lines);
  return findings.every((finding) => finding.well) ? done(...lines) : refused(...lines);
}

/** The faults that it tells; a code of the system where it tells nothing for a person. */
export function faultsOf(thrown: unknown): readonly string[] {
  return thrown instanceof SetupError ? thrown.faults : [`cannot be looked at (${codeOf(thrown)}).`];
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
  const next = first === undefined ? [] : [`next: ${cliCommand} ${adding[first]}`];
  return healthyFinding(`state: ok, ${told.join(', ')}`, ...next);
}

async function examineAudit({ store }: Host): Promise<Finding> {
  const verdict = await store.verifyAudit();
  if (verdict.kind === 'ok') return healthyFinding(`audit: ok, ${verdict.records} records`);
  const where = `record ${verdict.seq} (${verdict.file}, line ${verdict.line})`;
  return problemFinding(`audit: ${where} is ${verdict.why}. Compare it with a backup.`);
}

async function examineConnections(host: Host): Promise<readonly Finding[]> {
  const records = await host.store.read((view) => view.list(connections));
  return Promise.all(
    records.map(async ({ id, document }) => {
      const again = `${cliCommand} connection rotate ${document.operator} ${document.id}`;
      try {
        const tried = await host.checkConnection(document);
        return { well: isHealthy(tried), lines: renderCheck(tried).map((line) => `${id} ${line}`) };
      } catch (thrown) {
        if (thrown instanceof ProviderError)
          return problemFinding(`${id}: its credentials do not open. Give them again: ${again}`);
        if (thrown instanceof SetupError)
          return problemFinding(...thrown.faults.map((fault) => `${id}: ${fault}`));
        return problemFinding(
          `${id}: its settings do not fit its provider any more. Remove it and add it again.`,
        );
      }
    }),
  );
}
