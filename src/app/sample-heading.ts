import { text } from '../core/reply/build.ts';
import type { Reply } from '../core/reply/types.ts';

/** Marks a reply as made from sandbox data. */
export function withSampleHeading(reply: Reply): Reply {
  return { ...reply, blocks: [text('sample data'), ...reply.blocks] };
}
