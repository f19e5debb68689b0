export { ExternalLink } from "./Inline";
export { Markdown } from "./Markdown";
export { safeAddress } from "./safeAddress";
