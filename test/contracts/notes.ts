import { z } from 'zod';
import { type AuditEntry, defineCollection } from '../../src/core/store.ts';

const note = z.strictObject({
  owner: z.string().max(20),
  topic: z.string().exactOptional(),
  lines: z.array(z.string()),
  count: z.number(),
});

/** A document of the collection `notes`. */
export type Note = z.infer<typeof note>;

/** The collection that tests of stores work with. `topic` leaves a document out of its index when it has none. */
export const notes = defineCollection({
  name: 'notes',
  schema: note,
  indexes: { owner: (document: Note) => document.owner, topic: (document: Note) => document.topic },
});

/** Another collection, to see that they do not mix. */
export const counters = defineCollection({
  name: 'counters',
  schema: z.strictObject({ value: z.number() }),
  indexes: {},
});

/** A note with one line. */
export const noteOf = (owner: string, topic?: string): Note => ({
  owner,
  lines: ['first'],
  count: 1,
  ...(topic !== undefined && { topic }),
});

/** An audit entry, identified by `what`. */
export const entryOf = (what: string): AuditEntry => ({
  at: 1_795_156_200_000,
  principal: 'console:local',
  chat: 'console:local',
  what,
  decision: 'allowed',
});
