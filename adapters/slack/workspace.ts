/** The identity of the app, from `auth.test`. */
export interface Workspace {
  /** The only workspace that is served. */
  readonly team: string;
  /** The bot's user, by which it is mentioned. */
  readonly botUser: string;
}
