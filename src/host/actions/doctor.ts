import * as z from 'zod';
import { connections } from '../../core/access/records.ts';
import { ProviderError, SetupError } from '../../core/errors/errors.ts';
import { codeOf } from '../../store/disk/disk.ts';
import { type ActionResult, defineAction, done, type Host, refused } from '../action.ts';
import { isHealthy, renderCheck } from '../check-connection.ts';
import { cliCommand } from '../text.ts';

/** The result of one check: its lines, each problem with its fix. */
export interface Finding {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

export const healthyFinding = (...lines: readonly string[]): Finding => ({ ok: true, lines });
export const problemFinding = (...lines: readonly string[]): Finding => ({ ok: false, lines });

/** The checks that need the open state. */
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
  return findings.every((finding) => finding.ok) ? done(...lines) : refused(...lines);
}

/** Returns the messages of a `SetupError`; for any other error, its system code. */
export function faultsOf(thrown: unknown): readonly string[] {
  return thrown instanceof SetupError
    ? thrown.faults
    : [`cannot be read (${codeOf(thrown)}): check its permissions.`];
}

async function examineRecords({ registry, store, clock }: Host): Promise<Finding> {
  const counts = {
    operator: (await registry.operators()).length,
    connection: (await store.read((view) => view.list(connections))).length,
    grant: (await registry.grants('all')).filter(({ expiresAt = Number.POSITIVE_INFINITY }) => {
      return expiresAt > clock.now();
    }).length,
  };
  const summary = Object.entries(counts).map(([noun, count]) => `${count} ${noun}${count === 1 ? '' : 's'}`);
  const subcommands = {
    operator: 'operator add <id>',
    connection: 'connection add <operator> <provider>',
    grant: 'grant add <principal> <operator>',
  };
  const first = (['operator', 'connection', 'grant'] as const).find((noun) => counts[noun] === 0);
  const next = first === undefined ? [] : [`next: ${cliCommand} ${subcommands[first]}`];
  return healthyFinding(`state: ok, ${summary.join(', ')}`, ...next);
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
        const check = await host.checkConnection(document);
        return { ok: isHealthy(check), lines: renderCheck(check).map((line) => `${id} ${line}`) };
      } catch (thrown) {
        if (thrown instanceof ProviderError)
          return problemFinding(`${id}: its credentials cannot be decrypted. Enter them again: ${again}`);
        if (thrown instanceof SetupError)
          return problemFinding(...thrown.faults.map((fault) => `${id}: ${fault}`));
        return problemFinding(`${id}: its settings no longer fit its provider. Remove it and add it again.`);
      }
    }),
  );
}
