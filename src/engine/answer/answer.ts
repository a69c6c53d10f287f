import { randomBytes } from 'node:crypto';
import type { Allowed, Decision, Need, Refusal } from '../../core/access/policy.ts';
import { covers, decideAccess } from '../../core/access/policy.ts';
import { accessText, refusalText } from '../../core/access/text.ts';
import { lazy } from '../../core/async/lazy.ts';
import type { AnswerPort, Line } from '../../core/chat/line.ts';
import type { Command } from '../../core/command/command.ts';
import type { Reply } from '../../core/reply/types.ts';
import { traceOf } from '../trace.ts';
import { createLineAudit } from './audit.ts';
import { DeadlineError } from './deadline.ts';
import { createRequestGuard } from './guard.ts';
import { createPageCache } from './page-cache.ts';
import type { AccessFacts, AnswerPorts } from './ports.ts';
import { askerReply, presentReply } from './present.ts';
import { createRedeemer, invitationCodeIn } from './redeem.ts';
import { parseRequest } from './request.ts';
import { type AllowedRequest, createRunner, type OnProgress, reachedOperators } from './run.ts';
import { failText } from './text.ts';

/** The need of a line before its command is known: the user has a grant. */
const toEnter: Need = { kind: 'listed' };

/**
 * The request pipeline, from a line to its reply: enter, parse (tokenize, resolve, bind), decide, audit, run, decide
 * again, present. Lines of unlisted users are refused before they are parsed.
 */
export function createAnswer(ports: AnswerPorts): AnswerPort {
  const { commands, clock, log, access } = ports;
  const { newIncident = () => randomBytes(4).toString('hex') } = ports;
  const needs = commands.map((command) => ({ command, need: needWithoutArgs(command) }));
  const audit = createLineAudit(ports);
  const guard = createRequestGuard(clock, ports.rates);
  const pages = createPageCache(clock);
  const redeem = createRedeemer(ports);
  const run = createRunner(ports);

  return async (line, onProgress) => {
    try {
      return await enter(line, onProgress);
    } catch (thrown) {
      return failed(thrown).reply;
    }
  };

  async function enter(from: Line, onProgress?: OnProgress): Promise<Reply> {
    const code = invitationCodeIn(from.text);
    if (code !== undefined) return redeem(from, code);

    const facts = await access.question(from.principal, from.chat);
    const entered = decide(from, facts, toEnter);
    if (entered.kind === 'refused') return refuseEntry(from, entered.because);
    const rejection = guard.check(from);
    if (rejection !== undefined) {
      await audit.refused(from, 'enter', rejection.because);
      return askerReply(rejection.sentence);
    }

    const offered = lazy(() => {
      const allowed = needs.filter(({ need }) => decide(from, facts, need).kind === 'allowed');
      return allowed.map(({ command }) => command);
    });
    const request = parseRequest(from.text, commands, offered);
    if (request.kind === 'reply') return { ...request.reply, audience: entered.audience };

    const need = request.command.need(request.args);
    const decision = decide(from, facts, need);
    if (decision.kind === 'refused') return refuse(from, decision.because, need, request.command.name);
    return answerAllowed({ from, request, need, access: decision, offered }, onProgress);
  }

  async function answerAllowed(allowed: AllowedRequest, onProgress?: OnProgress): Promise<Reply> {
    const { from, request, need } = allowed;
    const command = request.command.name;
    const started = clock.mono();
    const entry = await audit.allowed(from, command, aboutOf(allowed));

    const pageKey = { from, line: request.line, access: allowed.access };
    const cached = request.page === undefined ? undefined : pages.find(pageKey);
    let whole: Reply;
    try {
      whole = cached ?? (await run(allowed, onProgress));
    } catch (thrown) {
      const failure = failed(thrown, command);
      await audit.ended(entry, { outcome: `failed ${failure.incident}` });
      return failure.reply;
    }

    const again = decide(from, await access.question(from.principal, from.chat), need);
    if (again.kind === 'refused' || hasLost(allowed.access, again)) {
      const because = again.kind === 'refused' ? again.because : 'operator-lost';
      await audit.ended(entry, { decision: 'refused', because, outcome: 'withheld' });
      return askerReply(accessText.changed);
    }
    if (cached === undefined) pages.store(pageKey, whole);
    log.info('answered', { command, ms: Math.round(clock.mono() - started) });
    return presentReply(allowed, whole, { isNew: cached === undefined, audience: again.audience });
  }

  function decide({ chat }: Line, { grants, bindings, isAdmin }: AccessFacts, need: Need): Decision {
    return decideAccess({ grants, bindings, isAdmin, chat, need, now: clock.now() });
  }

  /** Every refusal of a user without access reads the same; it is audited at most once a minute. */
  async function refuseEntry(from: Line, because: Refusal): Promise<Reply> {
    if (guard.shouldAuditStranger(from)) return refuse(from, because, toEnter, 'enter');
    return askerReply(refusalText(because, toEnter, from.principal));
  }

  async function refuse(from: Line, because: Refusal, need: Need, what: string): Promise<Reply> {
    await audit.refused(from, what, because);
    return askerReply(refusalText(because, need, from.principal));
  }

  function failed(thrown: unknown, command?: string): { readonly incident: string; readonly reply: Reply } {
    const incident = newIncident();
    log.error('answer failed', { incident, command, ...traceOf(thrown) });
    const sentence = thrown instanceof DeadlineError ? failText.late(incident) : failText.failed(incident);
    return { incident, reply: askerReply(sentence) };
  }
}

/** The subject of a request for the audit: the one that its command names, or the operators it reaches. */
function aboutOf(allowed: AllowedRequest): string {
  const { command, args } = allowed.request;
  return command.about?.(args) ?? reachedOperators(allowed).join(' ');
}

/** Whether an operator is no longer reached, or only with a lower role. */
function hasLost(before: Allowed, now: Allowed): boolean {
  if (before.everywhere && !now.everywhere) return true;
  return [...before.operators].some(([operator, role]) => {
    const roleNow = now.operators.get(operator);
    return roleNow === undefined || !covers(roleNow, role);
  });
}

/** The need of a command whose line has no arguments. */
function needWithoutArgs({ args, need }: Command): Need {
  const defaults = Object.entries(args).map(([name, { schema }]) => [name, schema.safeParse(undefined).data]);
  return need(Object.fromEntries(defaults));
}
