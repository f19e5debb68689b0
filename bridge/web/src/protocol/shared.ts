/** Types that the bridge sends both in WebSocket frames and in REST responses. */

/** Sums of tokens and cost. Costs are decimal numbers in USD; null: no model had a price. */
export interface UsageSummary {
  input_tokens: number;
  output_tokens: number;
  cache_read_tokens: number;
  cache_creation_tokens: number;
  cache_creation_5m_tokens: number;
  cache_creation_1h_tokens: number;
  total_tokens: number;
  total_cost_usd: string | null;
  cache_saving_usd: string | null;
  requests: number;
  unpriced_requests: number;
}

export type ServerState =
  | "stopped"
  | "starting"
  /** Waits until the user logs in. */
  | "needs_login"
  /** The user has come back from the login page. */
  | "authorizing"
  | "ready"
  | "failed"
  | "disabled";

/** The user's login at a server. */
export interface ServerLogin {
  /** The bridge has tokens for the server. */
  has_tokens: boolean;
  /** The page at which to log in, while a login waits; otherwise empty. */
  url: string;
  host: string;
  /** Why the last login failed; empty: it did not. */
  error: string;
}

export interface ServerInfo {
  name: string;
  state: ServerState;
  title: string;
  /** The protocol revision; empty: not known yet. */
  revision: string;
  /** Why it failed and what to do; empty: it did not fail. */
  error: string;
  tools: number;
  retry_in_ms: number;
  /** Null: users do not log in to this server. */
  login?: ServerLogin | null;
}
