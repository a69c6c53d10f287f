import type { Workspace } from '../workspace.ts';

/** What Slack wraps: `<@U1|name>`, `<#C1|name>`, `<!here>`, `<https://x|x>`, `<mailto:x|x>`, `<tel:x|x>`. */
const wrapped = /<([^<>|]*)(?:\|([^<>]*))?>/g;

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/**
 * A text as its writer typed it: what Slack's clients wrapped is unwrapped, and its three entities are decoded once.
 * A person becomes the principal and a channel the chat that they stand for, so that `/grant @name` names an id.
 */
export function unescapeMrkdwn(text: string, home: Pick<Workspace, 'team'>): string {
  return text
    .replace(wrapped, (whole, target: string, label: string | undefined) => {
      const [, kind, id = ''] = /^([@#])([A-Z0-9]+)$/.exec(target) ?? [];
      if (kind !== undefined) return `slack:${home.team}:${id}`;
      if (target.startsWith('!')) return label ?? whole;
      return label ?? target.replace(/^(?:mailto|tel):/, '');
    })
    .replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity);
}
