import { XMLParser } from 'fast-xml-parser';
import { ProviderError } from '../core/errors/errors.ts';
import type { XmlPort } from '../core/provider/provider.ts';
import { looksLike, stripBom } from './looks-like.ts';

/** Maximum length of a document; documented answers have a few hundred bytes. */
const maxLength = 64 * 1024;

/**
 * Parses small, strict XML into nested plain objects, the root under its name: text elements are strings, repeated
 * elements are arrays, attributes are dropped. Rejects comments, document types and processing instructions, because
 * dropping them can join text wrongly (`5<!-- -->0`), and text beside elements. Throws `too-large` above 64 KiB.
 */
export const xml: XmlPort = {
  parse(body) {
    const text = stripBom(body);
    if (text.length > maxLength) throw new ProviderError('too-large');
    try {
      return readDocument(text.trim());
    } catch {
      // The thrown error may quote the body.
      throw new ProviderError('malformed', { looksLike: looksLike(text) });
    }
  },
};

/** A node in document order: `{ name: children }`; text, CDATA and comments have the names below. */
type Node = Readonly<Record<string, readonly Node[] | string>>;
const textName = '#text';
const cdataName = '#cdata';
const commentName = '#comment';

const parser = new XMLParser({
  preserveOrder: true,
  textNodeName: textName,
  cdataPropName: cdataName,
  commentPropName: commentName,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  maxNestedTags: 32,
});

function readDocument(text: string): unknown {
  if (!text.startsWith('<') || !text.endsWith('>')) throw new ProviderError('malformed');
  const markup = text.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '').replace(/^<\?xml[ \t\r\n][^?<>]*\?>/, '');
  if (/<[!?]/.test(markup)) throw new ProviderError('malformed');
  const roots = parser.parse(text, true) as readonly Node[];
  const root = roots[0];
  if (roots.length !== 1 || root === undefined) throw new ProviderError('malformed');
  return readChildren([root]);
}

function readChildren(nodes: readonly Node[]): unknown {
  const elements = new Map<string, unknown[]>();
  let text = '';
  for (const node of nodes) {
    for (const [name, inner] of Object.entries(node)) {
      if (typeof inner === 'string') {
        text += decodeEntities(inner);
      } else if (name === cdataName) {
        text += rawText(inner);
      } else {
        if (name === commentName || name.startsWith('?')) throw new ProviderError('malformed');
        const repeated = elements.get(name);
        if (repeated === undefined) elements.set(name, [readChildren(inner)]);
        else repeated.push(readChildren(inner));
      }
    }
  }
  if (elements.size === 0) return text;
  if (text.trim() !== '') throw new ProviderError('malformed');
  // `fromEntries` creates own properties, even of `__proto__`.
  return Object.fromEntries(
    [...elements].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
}

function rawText(nodes: readonly Node[]): string {
  return nodes.map((node) => node[textName] ?? '').join('');
}

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Decodes once: `&amp;lt;` becomes `&lt;`. Throws for any other entity, and for characters that XML forbids. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]*);?/g, (whole, name: string) => {
    if (!whole.endsWith(';')) throw new ProviderError('malformed');
    const decoded = name.startsWith('#') ? decodeCharacter(name) : entities.get(name);
    if (decoded === undefined) throw new ProviderError('malformed');
    return decoded;
  });
}

function decodeCharacter(name: string): string | undefined {
  const match = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(name);
  if (match === null) return undefined;
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
  const allowed =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 32 && code < 0xd800) ||
    (code > 0xdfff && code < 0x110000);
  return allowed ? String.fromCodePoint(code) : undefined;
}
