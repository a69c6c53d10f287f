import type { OperatorRecord } from '../../core/access/records.ts';
import type { Context } from '../../core/command/command.ts';
import { normalizeForMatch } from '../../core/command-line/fold.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { line, reply, text } from '../../core/reply/build.ts';
import type { Reply } from '../../core/reply/types.ts';
import { adminText } from './text.ts';

/** Returns the operators that the user administers: all of them for an admin of everything. */
export async function administeredOperators({
  access,
  registry,
}: Context): Promise<readonly OperatorRecord[]> {
  const all = await registry.operators();
  return access.everywhere ? all : all.filter(({ id }) => access.operators.get(id) === 'admin');
}

/**
 * Returns the operator that the argument names by id or name, or the only one when there is no argument. Otherwise
 * returns a reply that offers each operator as a line of `command` with `words` in it.
 */
export async function chooseOperator(
  typed: string | undefined,
  context: Context,
  command: string,
  words: readonly string[] = [],
): Promise<OperatorRecord | Reply> {
  const mine = await administeredOperators(context);
  const wanted = typed === undefined ? undefined : normalizeForMatch(typed).toLowerCase();
  const found = mine.filter(({ id, name }) => {
    return wanted === undefined || id === wanted || normalizeForMatch(name).toLowerCase() === wanted;
  });
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const sentence =
    typed === undefined || found.length > 1
      ? adminText.whichOperator(mine.map(({ id }) => id))
      : adminText.notYours(typed);
  const lines = mine
    .slice(0, 8)
    .map(({ id, name }) => ({ label: name, line: renderLine(command, ...words, id) }));
  return reply(sentence, [text(sentence), ...lines.map((action) => text(line(action.line)))], lines);
}

export function isReply(value: OperatorRecord | Reply): value is Reply {
  return 'blocks' in value;
}
