import { Lexer, type Token } from "marked";

/** Maximum number of nested lists and quotes that begin on one line. */
const mostContainers = 32;
/** Maximum nesting of tokens. The limit of browsers for elements is 512. */
const mostLevels = 100;

const deepLine = new RegExp(
  `^(?:[ \\t]*(?:>|(?:[-+*]|\\d{1,9}[.)])(?=[ \\t]|$))){${mostContainers + 1}}`,
  "m",
);

/** The text as one plain block. */
export function plainBlocks(text: string): Token[] {
  return [{ type: "plain", raw: text }];
}

function inside(token: Token): readonly Token[] {
  if ("items" in token && token.type === "list") return token.items as Token[];
  if (token.type === "table") return [];
  return "tokens" in token && token.tokens ? token.tokens : [];
}

function isDeeperThan(levels: number, tokens: readonly Token[]): boolean {
  if (tokens.length === 0) return false;
  return levels === 0 || tokens.some((token) => isDeeperThan(levels - 1, inside(token)));
}

function withinLimit(token: Token): Token {
  return isDeeperThan(mostLevels, inside(token)) ? { type: "plain", raw: token.raw } : token;
}

export interface Blocks {
  tokens: Token[];
  /** The text has link definitions, which change earlier blocks and are no blocks themselves. */
  definesLinks: boolean;
}

/** The blocks of a text. Text that is nested too deep, or makes the lexer fail, becomes a plain block. */
export function lexBlocks(text: string): Blocks {
  const plain = { tokens: plainBlocks(text), definesLinks: false };
  if (deepLine.test(text)) return plain;
  try {
    const tokens = new Lexer({ gfm: true }).lex(text);
    const definesLinks = Object.keys(tokens.links).length > 0;
    return { tokens: [...tokens].map(withinLimit), definesLinks };
  } catch {
    return plain; // a stack overflow
  }
}
