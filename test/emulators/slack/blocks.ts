/** A link, mention or date that a reader sees. Outside data must never create one. */
export interface Active {
  readonly kind: 'link' | 'user' | 'channel' | 'usergroup' | 'broadcast' | 'date' | 'markup' | 'emoji';
  readonly value: string;
}

/** Result of checking blocks. */
export interface Checked {
  /** Reasons to refuse the message. */
  readonly faults: readonly string[];
  readonly active: readonly Active[];
  /** All visible texts, in order. */
  readonly shown: readonly string[];
}

type Given = Readonly<Record<string, unknown>>;

/** Limits from Block Kit's reference; the two of `msg_blocks_too_long` are the largest accepted sizes that were observed. */
const most = {
  blocks: 50,
  text: 9_597,
  json: 15_500,
  header: 150,
  context: 10,
  contextText: 2_000,
  actions: 25,
  buttonText: 75,
  buttonValue: 2_000,
  id: 255,
  url: 3_000,
  tableRows: 100,
  tableColumns: 20,
  tableText: 10_000,
} as const;

/** Checks blocks as the Web API does. Types that are not from its reference are refused. */
export function checkBlocks(blocks: unknown): Checked {
  const faults: string[] = [];
  const active: Active[] = [];
  const shown: string[] = [];
  const ids = new Set<string>();
  const fail = (path: string, why: string) => void faults.push(`${path}: ${why}`);

  function record(value: unknown, path: string, fields: readonly string[]): Given {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      fail(path, 'must be an object');
      return {};
    }
    for (const name of Object.keys(value))
      if (!fields.includes(name)) fail(`${path}/${name}`, 'unknown field');
    return value as Given;
  }
  function list(value: unknown, path: string, least: number, limit: number): readonly unknown[] {
    if (!Array.isArray(value)) {
      fail(path, 'must be an array');
      return [];
    }
    if (value.length < least || value.length > limit) fail(path, `has ${value.length} items`);
    return value;
  }
  function string(value: unknown, path: string, limit: number, least = 1): string {
    if (typeof value !== 'string') {
      fail(path, 'must be a string');
      return '';
    }
    if (value.length < least || value.length > limit) fail(path, `has ${value.length} characters`);
    if (/\p{Cs}/u.test(value)) fail(path, 'holds half a character');
    return value;
  }
  function oneOf(value: unknown, path: string, values: readonly unknown[]): void {
    if (!values.includes(value)) fail(path, `is ${JSON.stringify(value)}`);
  }
  function unique(id: unknown, path: string): void {
    const text = string(id, path, most.id);
    if (ids.has(text)) fail(path, 'is not unique');
    ids.add(text);
  }

  function textObject(value: unknown, path: string, limit: number, kinds: readonly string[]): void {
    const given = record(value, path, ['type', 'text', 'emoji', 'verbatim']);
    oneOf(given['type'], `${path}/type`, kinds);
    const text = string(given['text'], `${path}/text`, limit);
    if (given['type'] === 'plain_text' && given['emoji'] !== false && /:[a-z0-9_+-]+:/.test(text)) {
      active.push({ kind: 'emoji', value: text });
    }
    if (given['type'] === 'mrkdwn') active.push(...markupIn(text, given['verbatim'] === true));
    shown.push(given['type'] === 'mrkdwn' ? decodeText(text) : text);
  }

  function richElement(value: unknown, path: string, kinds: readonly string[]): void {
    const type = (value as Given | null)?.['type'];
    oneOf(type, `${path}/type`, kinds);
    const fields: Readonly<Record<string, readonly string[]>> = {
      text: ['text'],
      link: ['url', 'text', 'unsafe'],
      date: ['timestamp', 'format', 'url', 'fallback'],
      user: ['user_id'],
      channel: ['channel_id'],
      usergroup: ['usergroup_id'],
      broadcast: ['range'],
      emoji: ['name', 'unicode'],
    };
    const own = fields[String(type)] ?? [];
    const given = record(value, path, ['type', 'style', ...own]);
    if (given['style'] !== undefined) {
      const style = record(given['style'], `${path}/style`, ['bold', 'italic', 'strike', 'code']);
      for (const [name, on] of Object.entries(style)) oneOf(on, `${path}/style/${name}`, [true, false]);
    }
    switch (type) {
      case 'text':
        shown.push(string(given['text'], `${path}/text`, Number.POSITIVE_INFINITY));
        return;
      case 'link': {
        const url = string(given['url'], `${path}/url`, most.url);
        if (!/^https?:\/\//.test(url) || !URL.canParse(url)) fail(`${path}/url`, 'is no address');
        active.push({ kind: 'link', value: url });
        if (given['text'] !== undefined) shown.push(string(given['text'], `${path}/text`, most.url));
        return;
      }
      case 'date': {
        if (!Number.isInteger(given['timestamp']) || Number(given['timestamp']) <= 0) {
          fail(`${path}/timestamp`, 'must be seconds');
        }
        const format = string(given['format'], `${path}/format`, 200);
        if (
          !/^(?:\{(?:date|date_num|date_short|date_long|date_pretty|time|time_secs|ago)\}|[^{}])+$/.test(
            format,
          )
        ) {
          fail(`${path}/format`, 'has an unknown token');
        }
        active.push({ kind: 'date', value: String(given['timestamp']) });
        shown.push(string(given['fallback'], `${path}/fallback`, 200));
        return;
      }
      default:
        active.push({ kind: type as Active['kind'], value: JSON.stringify(value) });
    }
  }

  const inSection = ['text', 'link', 'date', 'user', 'channel', 'usergroup', 'broadcast', 'emoji'];
  function richPart(value: unknown, path: string): void {
    const given = record(value, path, ['type', 'elements', 'border', 'style', 'indent']);
    const { type } = given;
    oneOf(type, `${path}/type`, ['rich_text_section', 'rich_text_quote', 'rich_text_preformatted']);
    const kinds = type === 'rich_text_preformatted' ? ['text', 'link'] : inSection;
    for (const [index, each] of list(given['elements'], `${path}/elements`, 1, 10_000).entries()) {
      richElement(each, `${path}/elements/${index}`, kinds);
    }
  }

  function richText(value: unknown, path: string): void {
    const given = record(value, path, ['type', 'elements', 'block_id']);
    for (const [index, each] of list(given['elements'], `${path}/elements`, 1, 1_000).entries()) {
      richPart(each, `${path}/elements/${index}`);
    }
  }

  function button(value: unknown, path: string): void {
    const given = record(value, path, [
      'type',
      'action_id',
      'text',
      'value',
      'url',
      'style',
      'confirm',
      'accessibility_label',
    ]);
    oneOf(given['type'], `${path}/type`, ['button']);
    unique(given['action_id'], `${path}/action_id`);
    textObject(given['text'], `${path}/text`, most.buttonText, ['plain_text']);
    if (given['value'] !== undefined) string(given['value'], `${path}/value`, most.buttonValue, 0);
    if (given['url'] !== undefined) active.push({ kind: 'link', value: String(given['url']) });
    if (given['style'] !== undefined) oneOf(given['style'], `${path}/style`, ['primary', 'danger']);
  }

  let tables = 0;
  function table(value: unknown, path: string): void {
    tables += 1;
    const given = record(value, path, ['type', 'rows', 'column_settings', 'block_id']);
    let text = 0;
    const rows = list(given['rows'], `${path}/rows`, 1, most.tableRows);
    const columns = new Set<number>();
    for (const [at, row] of rows.entries()) {
      const cells = list(row, `${path}/rows/${at}`, 1, most.tableColumns);
      columns.add(cells.length);
      for (const [index, each] of cells.entries()) {
        const place = `${path}/rows/${at}/${index}`;
        const kind = (each as Given | null)?.['type'];
        oneOf(kind, `${place}/type`, ['raw_text', 'rich_text']);
        if (kind === 'rich_text') richText(each, place);
        if (kind !== 'raw_text') continue;
        const cell = string(record(each, place, ['type', 'text'])['text'], `${place}/text`, most.tableText);
        if (cell.trim() === '') fail(place, 'is empty');
        shown.push(cell);
        text += cell.length;
      }
    }
    if (columns.size > 1) fail(path, 'has rows of different lengths');
    if (text > most.tableText) fail(path, `has ${text} characters in its cells`);
    for (const [index, each] of list(
      given['column_settings'] ?? [],
      `${path}/column_settings`,
      0,
      most.tableColumns,
    ).entries()) {
      const place = `${path}/column_settings/${index}`;
      const setting = record(each, place, ['align', 'is_wrapped']);
      if (setting['align'] !== undefined)
        oneOf(setting['align'], `${place}/align`, ['left', 'center', 'right']);
      if (setting['is_wrapped'] !== undefined)
        oneOf(setting['is_wrapped'], `${place}/is_wrapped`, [true, false]);
    }
  }

  const given = list(blocks, '/blocks', 1, most.blocks);
  for (const [index, block] of given.entries()) {
    const path = `/blocks/${index}`;
    const type = (block as Given | null)?.['type'];
    switch (type) {
      case 'header':
        textObject(record(block, path, ['type', 'text', 'block_id'])['text'], `${path}/text`, most.header, [
          'plain_text',
        ]);
        break;
      case 'rich_text':
        richText(block, path);
        break;
      case 'table':
        table(block, path);
        break;
      case 'context': {
        const { elements } = record(block, path, ['type', 'elements', 'block_id']);
        for (const [at, each] of list(elements, `${path}/elements`, 1, most.context).entries()) {
          textObject(each, `${path}/elements/${at}`, most.contextText, ['plain_text', 'mrkdwn']);
        }
        break;
      }
      case 'actions': {
        const { elements } = record(block, path, ['type', 'elements', 'block_id']);
        for (const [at, each] of list(elements, `${path}/elements`, 1, most.actions).entries()) {
          button(each, `${path}/elements/${at}`);
        }
        break;
      }
      default:
        fail(path, `has the type ${JSON.stringify(type)}`);
    }
  }
  if (tables > 1) faults.unshift('only_one_table_allowed');
  const text = shown.join('').length;
  const json = JSON.stringify(blocks).length;
  if (text > most.text || json > most.json)
    faults.unshift(`msg_blocks_too_long: ${text} characters, ${json} as JSON`);
  return { faults, active, shown };
}

/** Parses mrkdwn: bracketed tokens, and without `verbatim` also everything that looks like an address or a name. */
export function markupIn(text: string, verbatim: boolean): Active[] {
  const found = [...text.matchAll(/<([^<>]*)>/g)].map(([, inner = '']): Active => {
    if (inner.startsWith('@')) return { kind: 'user', value: inner };
    if (inner.startsWith('#')) return { kind: 'channel', value: inner };
    if (inner.startsWith('!date')) return { kind: 'date', value: inner };
    if (inner.startsWith('!subteam')) return { kind: 'usergroup', value: inner };
    if (inner.startsWith('!')) return { kind: 'broadcast', value: inner };
    return { kind: 'link', value: inner };
  });
  if (verbatim) return found;
  const loose = [...text.matchAll(/https?:\/\/\S+|(?<![\w])[@#][\w-]+/g)];
  return [...found, ...loose.map(([value]): Active => ({ kind: 'link', value }))];
}

/** Decodes the three entities once. */
export function decodeText(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>' })[name] ?? '');
}
