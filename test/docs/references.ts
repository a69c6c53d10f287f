import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The names that a document may refer to. */
export interface KnownNames {
  readonly scripts: ReadonlySet<string>;
  readonly settings: ReadonlySet<string>;
  /** With their slash. */
  readonly commands: ReadonlySet<string>;
}

/** A reference of a document to something in the repository. */
export interface Reference {
  readonly kind: 'file' | 'link' | 'script' | 'setting' | 'command';
  readonly name: string;
}

/** Names of other projects, and paths of our listener, that look like a chat command. */
const foreignCommands = new Set(['/healthz', '/readyz', '/metrics', '/newbot', '/invite @walletwatch']);

/** A path from the root: in one of our folders, or with a file type that we use. */
const path =
  /^(?:src|adapters|test|docs|\.ci|\.github)(?:\/[\w.-]+)+\/?$|^[\w.-]+(?:\/[\w.-]+)+\.(?:ts|js|md)$/;
/** A file in the root, such as `CHANGELOG.md`, `.build.js` or `LICENSE`. */
const rootFile = /^[\w.-]+\.(?:md|ts|js|json)$|^LICENSE$|^\.(?:env\.example|editorconfig|npmrc|gitignore)$/;

/** Returns every reference of a document: names in code, links outside code, and scripts everywhere. */
export function referencesOf(text: string): readonly Reference[] {
  const prose = text.replace(/^ *```[\s\S]*?^ *```$/gm, '');
  const code = [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  const links = [...prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1] ?? '');
  const scripts = [...text.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map((match) => match[1] ?? '');
  return [
    ...code.flatMap(referenceIn),
    ...links.filter((link) => !/^[a-z]+:/.test(link)).map((name) => ({ kind: 'link', name }) as const),
    ...scripts.map((name) => ({ kind: 'script', name }) as const),
  ];
}

function referenceIn(code: string): readonly Reference[] {
  if (path.test(code) || rootFile.test(code)) return [{ kind: 'file', name: code }];
  if (/^[A-Z]+(?:_[A-Z]+)+$/.test(code)) return [{ kind: 'setting', name: code }];
  const command = /^(\/[a-z]+)(?: [^/]*)?$/.exec(code)?.[1];
  return command === undefined || foreignCommands.has(code) ? [] : [{ kind: 'command', name: command }];
}

/** References of the document `document` to files, links, scripts, settings and commands that do not exist. */
export function referenceFaults(document: string, text: string, known: KnownNames): readonly string[] {
  const exists = ({ kind, name }: Reference): boolean => {
    switch (kind) {
      case 'file':
        return existsSync(name);
      case 'link':
        return existsSync(join(dirname(document), name));
      case 'script':
        return known.scripts.has(name);
      case 'setting':
        return known.settings.has(name);
      case 'command':
        return known.commands.has(name);
    }
  };
  return referencesOf(text)
    .filter((reference) => !exists(reference))
    .map(({ kind, name }) => `${document}: no ${kind} ${name}`);
}

/** Fewer paths than this are more likely an error of this check than a short document. */
const minPaths = 4;

/** A document in which fewer than four different files are found. */
export function sparseFaults(document: string, text: string): readonly string[] {
  const paths = referencesOf(text).filter(({ kind }) => kind === 'file' || kind === 'link');
  const count = new Set(paths.map(({ name }) => name)).size;
  return count < minPaths ? [`${document}: only ${count} paths are found, fewer than ${minPaths}`] : [];
}

const maxReadmeLines = 250;

/** A README that is too long to be read at once. */
export function lengthFaults(document: string, text: string): readonly string[] {
  const lines = text.replace(/\n$/, '').split('\n').length;
  return lines > maxReadmeLines ? [`${document} has ${lines} lines, more than ${maxReadmeLines}`] : [];
}
