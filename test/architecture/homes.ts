import { type Sources, withoutComments } from './sources.ts';

interface Home {
  readonly what: RegExp;
  /** Files that may contain it; none when absent. */
  readonly home?: RegExp;
  readonly mend: string;
}

const homes: readonly Home[] = [
  { what: /\bprocess\.env\b/, home: /^src\/settings\.ts$/, mend: 'take it from the settings' },
  {
    what: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bset(Timeout|Interval)\b/,
    home: /^src\/observe\/clock\.ts$/,
    mend: 'take the Clock port',
  },
  {
    what: /(?<![.\w])fetch\(|\bglobalThis\.fetch\b|['"]undici['"]/,
    home: /^src\/http\/|^adapters\/[^/]+\/client\.ts$/,
    mend: 'take the HttpPort',
  },
  { what: /(?<![.\w'"`/-])console\./, mend: 'take the Log port' },
  {
    what: /\.reveal\(/,
    home: /^src\/providers\/[^/]+\/(calls|auth|checksum|settings)\.ts$|^adapters\/[^/]+\/client\.ts$|^src\/vault\/|^src\/observe\/scrub\.ts$/,
    mend: 'hand the Secret on',
  },
  { what: /\brejectUnauthorized\b/, mend: 'let TLS be verified' },
  { what: /\bz\.coerce\b/, mend: 'parse the decimal from its text' },
];

/** Uses of something that has one home, elsewhere. */
export function homeFaults(sources: Sources): readonly string[] {
  const faults: string[] = [];
  for (const [path, source] of sources) {
    const code = withoutComments(source);
    for (const { what, home, mend } of homes) {
      if (home?.test(path)) continue;
      const found = what.exec(code);
      if (found !== null) faults.push(`${path} uses ${found[0]}: ${mend}.`);
    }
  }
  return faults;
}
