import { commands } from '../../src/commands/index.ts';
import { settingRows } from '../../src/settings.ts';

/** The parts of the README that are made from the code, by the name in their markers. */
export function readmeBlocks(): Readonly<Record<string, string>> {
  return { commands: commandTable(), settings: settingTable() };
}

/** The README with every marked part made anew. */
export function withBlocks(readme: string): string {
  return Object.entries(readmeBlocks()).reduce((text, [name, block]) => {
    const marked = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!marked.test(text)) throw new Error(`README.md lacks the markers of “${name}”`);
    return text.replace(marked, (_, open: string, close: string) => `${open}${block}\n${close}`);
  }, readme);
}

/** What `.env.example` says: every setting with its meaning, commented out with its default. */
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
