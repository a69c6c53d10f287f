import { posix } from 'node:path';
import { type Sources, withoutComments } from './sources.ts';

/**
 * The rooms of a chat adapter, in the order of their imports. A message passes `render` before `send`, but it is `send` that
 * calls the renderer, which is pure and imports no other room.
 */
const rooms = ['receive', 'respond', 'send', 'render'];

/** Imports of an earlier room, other than of types: one sentence each. */
export function roomFaults(sources: Sources): readonly string[] {
  const faults: string[] = [];
  for (const [path, source] of sources) {
    const room = roomOf(path);
    if (room === undefined) continue;
    for (const specifier of valueImportsOf(source)) {
      const target = posix.join(posix.dirname(path), specifier);
      const imported = roomOf(target);
      if (imported !== undefined && imported < room)
        faults.push(`${path} must not import ${target}: only types of an earlier room may be imported.`);
    }
  }
  return faults;
}

/** The position of a file's room; undefined outside the rooms. */
function roomOf(path: string): number | undefined {
  const [, name = ''] = /^adapters\/[^/]+\/([^/]+)\//.exec(path) ?? [];
  const position = rooms.indexOf(name);
  return position < 0 ? undefined : position;
}

/** The relative specifiers of imports and exports that bind at least one value. */
function valueImportsOf(source: string): readonly string[] {
  const statement = /\b(?:import|export)\s+(?!type\b)([^'"`;]*?)\bfrom\s*['"](\.[^'"]+)['"]/g;
  return [...withoutComments(source).matchAll(statement)].flatMap(([, clause = '', specifier = '']) => {
    const names = /\{([^}]*)\}/.exec(clause)?.[1]?.split(',') ?? [clause];
    const hasValue = names.some((name) => name.trim() !== '' && !name.trim().startsWith('type '));
    return hasValue ? [specifier] : [];
  });
}
