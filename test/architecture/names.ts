import { spokeOf } from './layers.ts';
import { type Sources, withoutComments } from './sources.ts';

/** The list files, and where naming a spoke is the very job. */
const excepted =
  /^src\/(providers|rules|commands)\/index\.ts$|^adapters\/index\.ts$|^src\/sandbox\/|^src\/cli\/commands\/manifest\.ts$/;

/** Places outside a spoke's folder whose code names the spoke. Comments and `examples` of commands do not count. */
export function nameLeaks(sources: Sources): readonly string[] {
  const spokes = spokesIn(sources);
  const leaks: string[] = [];
  for (const [path, source] of sources) {
    if (excepted.test(path)) continue;
    const code = withoutComments(source).replace(/\bexamples:\s*\[[^\]]*\]/g, '');
    for (const { id, folder, pattern } of spokes) {
      if (spokeOf(path) === folder) continue;
      const found = pattern.exec(code);
      if (found === null) continue;
      const line = code.slice(0, found.index).split('\n').length;
      leaks.push(`${path}:${line} names “${id}”: ask what it can do instead of which it is.`);
    }
  }
  return leaks;
}

interface Spoke {
  readonly id: string;
  readonly folder: string;
  readonly pattern: RegExp;
}

function spokesIn(sources: Sources): readonly Spoke[] {
  const folders = new Set(
    [...sources.keys()].filter((path) => /^(src\/providers|adapters)\/[^/]+\//.test(path)).map(spokeOf),
  );
  return [...folders].map((folder) => {
    const id = folder.split('/').at(-1) ?? folder;
    // `console` is also an English word and a global; as an id it is quoted.
    const pattern = id === 'console' ? /['"`]console\b/ : new RegExp(id.replace('-', '[-_ ]?'), 'i');
    return { id, folder, pattern };
  });
}
