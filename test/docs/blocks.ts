import { commands } from '../../src/commands/index.ts';
import { settingRows } from '../../src/settings.ts';

/** The generated part of each document, by path: the name in its markers and the text between them. */
export function documentBlocks() {
  return {
    'README.md': { name: 'commands', block: commandTable() },
    'docs/settings.md': { name: 'settings', block: settingTable() },
  } as const;
}

export type GeneratedDocument = keyof ReturnType<typeof documentBlocks>;

export const generatedDocuments: readonly GeneratedDocument[] = ['README.md', 'docs/settings.md'];

/** Replaces the generated part of a document. */
export function withBlocks(path: GeneratedDocument, text: string): string {
  const { name, block } = documentBlocks()[path];
  const marked = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!marked.test(text)) throw new Error(`${path} lacks the markers of “${name}”`);
  return text.replace(marked, (_, open: string, close: string) => `${open}${block}\n${close}`);
}

/** The content of `.env.example`: every setting with its meaning, commented out with its default. */
export function envExample(): string {
  const lines = settingRows().flatMap(({ name, meaning, fallback }) => [
    `# ${meaning}`,
    `# ${name}=${fallback}`,
    '',
  ]);
  return [
    '# Copy to .env and take the “# ” off what you set. An empty setting is not set.',
    '',
    ...lines,
  ].join('\n');
}

function commandTable(): string {
  const rows = commands.map(({ name, summary, examples }) => {
    return `| \`/${name}\` | ${summary} | ${examples.map((example) => `\`${example}\``).join(', ')} |`;
  });
  return ['| command | answer | lines to send |', '|---|---|---|', ...rows].join('\n').replaceAll('\\|', '|');
}

function settingTable(): string {
  const rows = settingRows().map(({ name, meaning, fallback }) => {
    return `| \`${name}\` | ${meaning} | ${fallback === '' ? '' : `\`${fallback}\``} |`;
  });
  return ['| setting | meaning | default |', '|---|---|---|', ...rows].join('\n');
}
