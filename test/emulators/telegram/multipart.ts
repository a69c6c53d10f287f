/** A file of an upload. */
export interface Upload {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Parses `multipart/form-data`; throws if it is malformed. */
export function readMultipart(
  body: Buffer,
  contentType: string,
): { readonly fields: Record<string, string>; readonly files: Map<string, Upload> } {
  const boundary = /boundary=("?)([^";]+)\1/.exec(contentType)?.[2];
  if (boundary === undefined) throw new Error('no boundary');
  const fields: Record<string, string> = {};
  const files = new Map<string, Upload>();
  const parts = splitBytes(body, Buffer.from(`--${boundary}`)).slice(1);
  if (parts.pop()?.toString().trim() !== '--') throw new Error('the upload has no end');
  for (const part of parts) {
    const end = part.indexOf('\r\n\r\n');
    const head = part.subarray(0, end).toString('utf8');
    const content = part.subarray(end + 4, part.length - 2);
    const name = /name="([^"]*)"/.exec(head)?.[1];
    const file = /filename="?([^";\r\n]*)"?/.exec(head)?.[1];
    if (end < 0 || name === undefined) throw new Error('a part without a name');
    if (file === undefined) fields[name] = content.toString('utf8');
    else files.set(name, { name: file, bytes: content });
  }
  return { fields, files };
}

function splitBytes(whole: Buffer, at: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let found = whole.indexOf(at); found >= 0; found = whole.indexOf(at, from)) {
    parts.push(whole.subarray(from, found));
    from = found + at.length;
  }
  parts.push(whole.subarray(from));
  return parts;
}
