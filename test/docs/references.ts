import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The names that a document may refer to. */
export interface KnownNames {
  readonly scripts: ReadonlySet<string>;
  readonly settings: ReadonlySet<string>;
  readonly commands: ReadonlySet<string>;
}

/** Names of other projects that look like a chat command or a setting. */
const foreign = new Set(['/healthz', '/readyz', '/metrics', '/newbot', '/walletwatch']);

/** References of one document to files, links, scripts, settings and commands that do not exist. */
export function referenceFaults(path: string, text: string, known: KnownNames): readonly string[] {
  const prose = text.replace(/^ *```[\s\S]*?^ *```$/gm, '');
  const code = [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  const faults: string[] = [];
  for (const name of code) {
    if (
      /^(?:src|adapters|test|docs|\.ci|\.github)(?:\/[\w.-]+)+\/?$|^\.(?:build\.js|env\.example)$/.test(name)
    ) {
      if (!existsSync(name)) faults.push(`${path}: no file ${name}`);
    }
    if (/^[A-Z]+(?:_[A-Z]+)+$/.test(name) && !known.settings.has(name)) {
      if (!/^(?:FC|O)_/.test(name)) faults.push(`${path}: no setting ${name}`);
    }
    const command = /^\/([a-z]+)(?: [^/]*)?$/.exec(name)?.[1];
    if (command !== undefined && !foreign.has(`/${command}`) && !known.commands.has(command)) {
      faults.push(`${path}: no command /${command}`);
    }
  }
  for (const [, script = ''] of text.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)) {
    if (!known.scripts.has(script)) faults.push(`${path}: no script ${script}`);
  }
  for (const [, link = ''] of prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
    if (!/^[a-z]+:/.test(link) && !existsSync(join(dirname(path), link)))
      faults.push(`${path}: no link ${link}`);
  }
  return faults;
}
