import type { Allowed, Need } from '../../core/access/policy.ts';
import type { Line, Progress } from '../../core/chat/line.ts';
import type { Command } from '../../core/command/command.ts';
import { cleanText } from '../../core/reply/clean.ts';
import type { Reply } from '../../core/reply/types.ts';
import { noAlerts } from '../alerts/no-alerts.ts';
import { traceOf } from '../trace.ts';
import { runWithDeadline } from './deadline.ts';
import type { AnswerPorts } from './ports.ts';
import type { Request } from './request.ts';

/** A request that the access decision allows. */
export interface AllowedRequest {
  readonly from: Line;
  readonly request: Request;
  readonly need: Need;
  readonly access: Allowed;
  /** The commands that the user may run in this chat. */
  readonly offered: () => readonly Command[];
}

export type OnProgress = (progress: Progress) => void;

/** The operators that a request reaches; none if its command needs no role. */
export function reachedOperators({ need, access }: Pick<AllowedRequest, 'need' | 'access'>): string[] {
  return need.kind === 'role' ? [...access.operators.keys()].sort() : [];
}

/** Returns a function that opens the connections of a request and runs its command within the deadline. */
export function createRunner(ports: AnswerPorts) {
  const { clock, log, deadline = 25_000 } = ports;

  /** Reports progress. An adapter that cannot show it must not fail the request. */
  function report(onProgress: OnProgress | undefined, progress: Progress): void {
    try {
      onProgress?.(progress);
    } catch (thrown) {
      log.warn('progress not shown', traceOf(thrown));
    }
  }

  return (allowed: AllowedRequest, onProgress?: OnProgress): Promise<Reply> => {
    const { from, request, access, offered } = allowed;
    return runWithDeadline(clock, deadline, async (signal) => {
      const operators = reachedOperators(allowed);
      const connections = operators.length === 0 ? [] : await ports.directory.open(operators);
      let isRunning = true;
      try {
        return await request.command.run(request.args, {
          principal: from.principal,
          name: cleanText(from.name ?? '') || from.principal,
          chat: from.chat,
          access,
          reader: ports.reader,
          now: clock.now(),
          clock,
          sources: ports.readings.sources(connections, signal),
          registry: ports.registry,
          alerts: ports.alerts ?? noAlerts,
          records: ports.records,
          get commands() {
            return offered();
          },
          line: request.line,
          deadline,
          signal,
          progress: (done, of) => {
            if (isRunning) report(onProgress, { done, of });
          },
        });
      } finally {
        isRunning = false;
      }
    });
  };
}
