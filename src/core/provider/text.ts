/** Sentences about wrong connection settings. None repeats a value, because it may contain a key. */
export const settingFaults = {
  baseUrlMissing: (name: string) =>
    `${name} is missing. Set it to the provider's address, such as https://api.example.com`,
  noUrl: (name: string) => `${name} is not an address. Write it as https://api.example.com`,
  credentialsInUrl: (name: string) =>
    `${name} contains a user name or password. Remove them and set them as secrets.`,
  queryInUrl: (name: string) => `${name} contains “?” or “#”. Remove it and everything after it.`,
  plainHttp: (name: string) =>
    `${name} is plain http. Use https; http is accepted only for this machine (127.0.0.1).`,
  timeZone: 'timeZone is not a time zone. Write it as Asia/Kolkata, or omit it.',
  unknown: (names: readonly string[], known: readonly string[]) =>
    `${names.join(', ')}: no such setting. The settings are ${known.join(', ')}.`,
} as const;
