import type { IncomingMessage, ServerResponse } from 'node:http';

/** The types of bodies that Slack and its callers send. */
export const form = 'application/x-www-form-urlencoded';
export const json = 'application/json';

/** The whole body of a call. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Parses the arguments of a body; returns undefined if it is neither a form nor JSON. */
export function argsOf(text: string, type: string): Readonly<Record<string, unknown>> | undefined {
  if (text === '') return {};
  if (type.startsWith(form)) return Object.fromEntries(new URLSearchParams(text));
  try {
    return type.startsWith(json) ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** Answers a call. */
export function end(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, headers);
  response.end(body);
}
