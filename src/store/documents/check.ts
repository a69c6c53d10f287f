import type { Collection } from '../../core/store.ts';
import { StoreError } from '../../core/store.ts';

/** A document as parsed by the schema of its collection, and its JSON text. */
export interface CheckedDocument<T> {
  readonly document: T;
  readonly text: string;
}

/**
 * Checks a document against its collection. The error names the invalid fields, never a value. Every index function
 * runs once, so that none can fail after the change is durable.
 */
export function checkDocument<T>(collection: Collection<T>, document: T): CheckedDocument<T> {
  const checked = collection.schema.safeParse(document);
  if (!checked.success) {
    const fields = checked.error.issues.map((issue) =>
      (issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys.join(' ')] : issue.path).join('.'),
    );
    throw refusal(
      collection.name,
      `not valid: ${[...new Set(fields)].map((field) => field || 'the document').join(', ')}`,
    );
  }
  for (const of of Object.values(collection.indexes)) of(checked.data);
  let text: string | undefined;
  try {
    text = JSON.stringify(checked.data);
  } catch {
    text = undefined;
  }
  if (text === undefined) throw refusal(collection.name, 'not plain JSON');
  return { document: checked.data, text };
}

const refusal = (collection: string, what: string): StoreError =>
  new StoreError('refused', `${collection}: ${what}`);
