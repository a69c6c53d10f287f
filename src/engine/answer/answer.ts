import { randomBytes } from 'node:crypto';
import type { Allowed, Decision, Need, Refusal } from '../../core/access/policy.ts';
import { covers, decideAccess } from '../../core/access/policy.ts';
import { accessText, refusalText } from '../../core/access/text.ts';
import { lazy } from '../../core/async/lazy.ts';
import type { AnswerPort, Line, Progress } from '../../core/chat/line.ts';
import type { Command } from '../../core/command/command.ts';
import { note, reply, text } from '../../core/reply/build.ts';
import { cleanText } from '../../core/reply/clean.ts';
import { maskReply } from '../../core/reply/mask.ts';
import type { Reply } from '../../core/reply/types.ts';
import type { AuditEntry } from '../../core/store.ts';
import { noAlerts } from '../alerts/no-alerts.ts';
import { traceOf } from '../trace.ts';
import { DeadlineError, runWithDeadline } from './deadline.ts';
import { createRequestGuard } from './guard.ts';
import { cutPage, defaultRows } from './page.ts';
import { createPageCache } from './page-cache.ts';
import type { AccessFacts, AnswerPorts } from './ports.ts';
import { createRedeemer, invitationCodeIn } from './redeem.ts';
import { parseRequest, type Request } from './request.ts';
import { failText, pageText } from './text.ts';

/** The need of a door that is not yet a command: somebody known to us. */
const toEnter: Need = { kind: 'listed' };

type OnProgress = (progress: Progress) => void;

/** A line on its way, with the decisions that were made on it. */
interface Passage {
  readonly from: Line;
  readonly request: Request;
  readonly need: Need;
  readonly access: Allowed;
  /** The commands that the asker may run here. */
  readonly offered: () => readonly Command[];
}

/**
 * The one door: from a line to a reply. Who is unknown is turned away before anything is parsed; what is allowed is
 * on record before it runs, and decided on again before its reply leaves.
 */
export function createAnswer(ports: AnswerPorts): AnswerPort {
  const { commands, clock, log, reader, access, directory, readings, deadline = 25_000 } = ports;
  const { newIncident = () => randomBytes(4).toString('hex') } = ports;
  const offers = commands.map((command) => ({ command, need: needWithout(command) }));
  const kept = createPageCache(clock);
  const link = createRedeemer(ports);
  const gate = createRequestGuard(clock, ports.rates);

  return async (line, onProgress) => {
    try {
      return await enter(line, onProgress);
    } catch (thrown) {
      return fail(thrown).reply;
    }
  };

  async function enter(from: Line, onProgress?: OnProgress): Promise<Reply> {
    const code = invitationCodeIn(from.text);
    if (code !== undefined) return link(from, code);
    const facts = await access.question(from.principal, from.chat);
    const entered = decideOn(from, facts, toEnter);
    if (entered.kind === 'refused') return turnAway(from, entered.because);
    const stopped = gate.stop(from);
    if (stopped !== undefined) {
      await auditQuietly({ ...entryOf(from, 'enter'), decision: 'refused', because: stopped.because });
      return forAsker(stopped.sentence);
    }
    const offered = lazy(() => {
      const mine = offers.filter(({ need }) => decideOn(from, facts, need).kind === 'allowed');
      return mine.map(({ command }) => command);
    });
    const request = parseRequest(from.text, commands, offered);
    if (request.kind === 'reply') return { ...request.reply, audience: entered.audience };
    const need = request.command.need(request.args);
    const decision = decideOn(from, facts, need);
    if (decision.kind === 'refused') return refuse(from, decision.because, need, request.command.name);
    return pass({ from, request, need, access: decision, offered }, onProgress);
  }

  async function pass(passage: Passage, onProgress?: OnProgress): Promise<Reply> {
    const { from, request, need } = passage;
    const started = clock.mono();
    const entry = entryOf(from, request.command.name, passage);
    await ports.audit(entry);

    const asked = { from, line: request.line, access: passage.access };
    const before = request.page === undefined ? undefined : kept.find(asked);
    let whole: Reply;
    try {
      whole = before ?? (await run(passage, onProgress));
    } catch (thrown) {
      const failure = fail(thrown, request.command.name);
      await auditQuietly({ ...entry, at: clock.now(), outcome: `failed ${failure.incident}` });
      return failure.reply;
    }

    const again = decideOn(from, await access.question(from.principal, from.chat), need);
    if (again.kind === 'refused' || hasLost(passage.access, again)) {
      const because = again.kind === 'refused' ? again.because : 'operator-lost';
      await auditQuietly({ ...entry, at: clock.now(), decision: 'refused', because, outcome: 'withheld' });
      return forAsker(accessText.changed);
    }
    if (before === undefined) kept.keep(asked, whole);
    log.info('answered', { command: request.command.name, ms: Math.round(clock.mono() - started) });
    return finish(passage, whole, { anew: before === undefined, audience: again.audience });
  }

  function run({ from, request, need, access, offered }: Passage, onProgress?: OnProgress): Promise<Reply> {
    return runWithDeadline(clock, deadline, async (signal) => {
      const reached = need.kind === 'role' ? [...access.operators.keys()].sort() : [];
      const connections = reached.length === 0 ? [] : await directory.open(reached);
      let open = true;
      try {
        return await request.command.run(request.args, {
          principal: from.principal,
          name: cleanText(from.name ?? '') || from.principal,
          chat: from.chat,
          access,
          reader,
          now: clock.now(),
          clock,
          sources: readings.sources(connections, signal),
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
            if (open) tell(onProgress, { done, of });
          },
        });
      } finally {
        open = false;
      }
    });
  }

  /**
   * Cuts the page, says what must be said beside it, and masks what not everyone may read. A reply that is for the
   * asker by itself stays so.
   */
  function finish(
    { from, request, need }: Passage,
    whole: Reply,
    { anew, audience: allowed }: { readonly anew: boolean; readonly audience: Allowed['audience'] },
  ): Reply {
    const { line, page, share } = request;
    const audience = whole.audience === 'asker' ? 'asker' : allowed;
    const cut = cutPage(whole, {
      rows: from.pageRows ?? defaultRows,
      line,
      share,
      ...(page !== undefined && { number: page }),
    });
    const alone = audience === 'asker' && from.chat.kind !== 'private' && need.kind === 'role';
    const notes = [
      ...(anew && (cut.page?.number ?? 1) > 1 ? [note('info', pageText.anew)] : []),
      ...(alone ? [note('info', accessText.alone)] : []),
    ];
    const noted = { ...cut, blocks: [...cut.blocks, ...notes], audience };
    if (audience === 'asker') return noted;
    return { ...maskReply(noted), ...(share && { shared: true }) };
  }

  /** An adapter that cannot show progress must not cost the answer. */
  function tell(onProgress: OnProgress | undefined, progress: Progress): void {
    try {
      onProgress?.(progress);
    } catch (thrown) {
      log.warn('progress not shown', traceOf(thrown));
    }
  }

  function decideOn({ chat }: Line, { grants, bindings, isAdmin }: AccessFacts, need: Need): Decision {
    return decideAccess({ grants, bindings, isAdmin, chat, need, now: clock.now() });
  }

  /** Who is unknown reads the same every time; a flood of it is on record once a minute. */
  async function turnAway(from: Line, because: Refusal): Promise<Reply> {
    if (gate.records(from)) return refuse(from, because, toEnter, 'enter');
    return forAsker(refusalText(because, toEnter, from.principal));
  }

  async function refuse(from: Line, because: Refusal, need: Need, what: string): Promise<Reply> {
    await auditQuietly({ ...entryOf(from, what), decision: 'refused', because });
    return forAsker(refusalText(because, need, from.principal));
  }

  function entryOf({ principal, chat }: Line, what: string, passage?: Passage): AuditEntry {
    const about = passage === undefined ? '' : aboutOf(passage);
    const entry = { at: clock.now(), principal, chat: chat.id, what, decision: 'allowed' } as const;
    return about === '' ? entry : { ...entry, about };
  }

  /** For what must be said whether or not it can be recorded: a refusal stays one. */
  async function auditQuietly(entry: AuditEntry): Promise<void> {
    try {
      await ports.audit(entry);
    } catch (thrown) {
      log.error('audit failed', { what: entry.what, decision: entry.decision, ...traceOf(thrown) });
    }
  }

  function fail(thrown: unknown, command?: string): { readonly incident: string; readonly reply: Reply } {
    const incident = newIncident();
    log.error('answer failed', { incident, command, ...traceOf(thrown) });
    const sentence = thrown instanceof DeadlineError ? failText.late(incident) : failText.failed(incident);
    return { incident, reply: forAsker(sentence) };
  }
}

function forAsker(sentence: string): Reply {
  return { ...reply(sentence, [text(sentence)]), audience: 'asker' };
}

/** What a command is about: what it says itself, otherwise the operators that it reaches. */
function aboutOf({ access, request, need }: Passage): string {
  const own = request.command.about?.(request.args);
  if (own !== undefined) return own;
  return need.kind === 'role' ? [...access.operators.keys()].sort().join(' ') : '';
}

/** Whether something that was reached is reached no more, or with less. */
function hasLost(before: Allowed, now: Allowed): boolean {
  if (before.everywhere && !now.everywhere) return true;
  return [...before.operators].some(([operator, role]) => {
    const held = now.operators.get(operator);
    return held === undefined || !covers(held, role);
  });
}

/** What a command needs when nothing is said beside its name. */
function needWithout({ args, need }: Command): Need {
  const absent = Object.entries(args).map(([name, { schema }]) => [name, schema.safeParse(undefined).data]);
  return need(Object.fromEntries(absent));
}
