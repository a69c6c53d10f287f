import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './list.ts';

/**
 * Returns the source with the edits of a mutant applied, one after the other. Throws unless each `from` occurs exactly
 * once in the text that its edit is applied to.
 */
export function mutate({ file, edits }: Mutant, source: string): string {
  return edits.reduce((text, [from, to]) => {
    const parts = text.split(from);
    if (parts.length !== 2)
      throw new Error(`${file} contains “${from.trim()}” ${parts.length - 1} times, not once`);
    return parts.join(to);
  }, source);
}

/** Returns the reasons why a mutant does not fit the tree at `root`: none when it can be run. */
export function entryErrors(mutant: Mutant, root: string): readonly string[] {
  const missing = [mutant.file, ...mutant.tests].filter((path) => !existsSync(join(root, path)));
  const errors = missing.map((path) => `${path} does not exist`);
  if (mutant.tests.length === 0) errors.push('no test is named');
  if (!missing.includes(mutant.file)) {
    try {
      const source = readFileSync(join(root, mutant.file), 'utf8');
      if (mutate(mutant, source) === source) errors.push(`the edits change nothing in ${mutant.file}`);
    } catch (thrown) {
      errors.push(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }
  return errors.map((error) => `${mutant.name}: ${error}`);
}
