import type { Collection, Entry, ReadView } from '../../core/store.ts';
import type { Table, Tables } from './tables.ts';

/**
 * Reads `base` through the overlay `over`. Documents are parsed for every reader, so that changing a document that was
 * read does not change the stored one.
 */
export function createView(base: Tables, over: Tables): ReadView {
  const row = (collection: string, id: string): string | undefined => {
    const upper = over.peek(collection)?.get(id);
    return (upper === undefined ? base.of(collection).get(id) : upper) ?? undefined;
  };
  const entries = <T>(collection: string, ids: readonly string[]): readonly Entry<T>[] =>
    ids.map((id) => ({ id, document: JSON.parse(row(collection, id) ?? 'null') as T }));

  return {
    async get<T>({ name }: Collection<T>, id: string) {
      const text = row(name, id);
      return text === undefined ? undefined : (JSON.parse(text) as T);
    },
    async find<T, I extends string>({ name, indexes }: Collection<T, I>, index: I, value: string) {
      const of = indexes[index];
      const below = base.of(name).find(index, of, value);
      const upper = over.peek(name);
      if (upper === undefined) return entries<T>(name, [...below].sort());
      const shown = [...below].filter((id) => upper.get(id) === undefined);
      return entries<T>(name, [...shown, ...upper.find(index, of, value)].sort());
    },
    async list<T>({ name }: Collection<T>) {
      const upper = over.peek(name);
      const below = base.of(name).ids();
      return entries<T>(name, upper === undefined ? below : merged(below, upper));
    },
  };
}

function merged(below: readonly string[], upper: Table): readonly string[] {
  const shown = below.filter((id) => upper.get(id) === undefined);
  for (const id of upper.unordered()) if (upper.get(id) !== null) shown.push(id);
  return shown.sort();
}
