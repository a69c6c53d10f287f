import type { Workspace } from '../workspace.ts';

/** Matches the wrappings of Slack's clients: `<@U1|name>`, `<#C1|name>`, `<!here>`, `<https://x|x>`, `<mailto:x|x>`, `<tel:x|x>`. */
const wrapped = /<([^<>|]*)(?:\|([^<>]*))?>/g;

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/**
 * Restores a text as it was typed: removes the wrappings of Slack's clients and decodes the three entities once. A mention
 * of a user becomes their principal and that of a channel its chat, so that `/grant @name` works.
 */
export function unescapeMrkdwn(text: string, workspace: Pick<Workspace, 'team'>): string {
  return text
    .replace(wrapped, (whole, target: string, label: string | undefined) => {
      const [, kind, id = ''] = /^([@#])([A-Z0-9]+)$/.exec(target) ?? [];
      if (kind !== undefined) return `slack:${workspace.team}:${id}`;
      if (target.startsWith('!')) return label ?? whole;
      return label ?? target.replace(/^(?:mailto|tel):/, '');
    })
    .replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity);
}
