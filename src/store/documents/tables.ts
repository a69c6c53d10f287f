/** A document as JSON text. In an overlay, `null` marks a deleted document. */
export type TableRow = string | null;

type IndexOf = (document: never) => string | undefined;

interface Index {
  readonly of: IndexOf;
  readonly ids: Map<string, Set<string>>;
  /** The value of each row, so that removing a row does not parse it again. */
  readonly values: Map<string, string>;
}

/** The documents of one collection by id, and the indexes that were used so far. */
export interface Table {
  get(id: string): TableRow | undefined;
  /** `undefined` removes the row. */
  set(id: string, row: TableRow | undefined): void;
  /** In order of id. */
  ids(): readonly string[];
  /** In no particular order, which saves sorting. */
  unordered(): readonly string[];
  /** Ids of the rows with this index value, in no particular order. The index is built on first use. */
  find(index: string, of: IndexOf, value: string): ReadonlySet<string>;
}

const noIds: ReadonlySet<string> = new Set();

export function createTable(): Table {
  const rows = new Map<string, TableRow>();
  const indexes = new Map<string, Index>();
  let ordered: readonly string[] | undefined;

  return {
    get: (id) => rows.get(id),
    set(id, row) {
      if (rows.has(id) !== (row !== undefined)) ordered = undefined;
      if (row === undefined) rows.delete(id);
      else rows.set(id, row);
      if (indexes.size === 0) return;
      const document = parse(row);
      for (const index of indexes.values()) {
        leave(index, id);
        enter(index, id, document);
      }
    },
    ids() {
      ordered ??= [...rows.keys()].sort();
      return ordered;
    },
    unordered: () => [...rows.keys()],
    find(name, of, value) {
      let index = indexes.get(name);
      if (index?.of !== of) {
        index = { of, ids: new Map(), values: new Map() };
        indexes.set(name, index);
        for (const [id, row] of rows) enter(index, id, parse(row));
      }
      return index.ids.get(value) ?? noIds;
    },
  };
}

/** Tables by the name of their collection. */
export type Tables = ReturnType<typeof createTables>;

export function createTables() {
  const tables = new Map<string, Table>();
  return {
    of(name: string): Table {
      let table = tables.get(name);
      if (table === undefined) {
        table = createTable();
        tables.set(name, table);
      }
      return table;
    },
    /** Returns the table without creating it. */
    peek: (name: string): Table | undefined => tables.get(name),
    names: (): readonly string[] => [...tables.keys()],
  };
}

const parse = (row: TableRow | undefined): unknown =>
  row === null || row === undefined ? undefined : JSON.parse(row);

function enter(index: Index, id: string, document: unknown): void {
  const value = document === undefined ? undefined : index.of(document as never);
  if (value === undefined) return;
  index.values.set(id, value);
  const ids = index.ids.get(value);
  if (ids === undefined) index.ids.set(value, new Set([id]));
  else ids.add(id);
}

function leave(index: Index, id: string): void {
  const value = index.values.get(id);
  if (value === undefined) return;
  index.values.delete(id);
  const ids = index.ids.get(value);
  ids?.delete(id);
  if (ids?.size === 0) index.ids.delete(value);
}
