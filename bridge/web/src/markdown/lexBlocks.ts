import { Lexer, type Token } from "marked";

/** Lists and quotes that begin in one line, one inside the other. */
const mostContainers = 32;
/** Tokens inside of tokens. A browser's own limit for elements is 512. */
const mostLevels = 100;

const deepLine = new RegExp(
  `^(?:[ \\t]*(?:>|(?:[-+*]|\\d{1,9}[.)])(?=[ \\t]|$))){${mostContainers + 1}}`,
  "m",
);

/** A text that is shown as it is. */
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
  /** A definition of a link changes blocks before it, and is no block itself. */
  definesLinks: boolean;
}

/** The blocks of a text. What is nested too deep, and what the lexer fails at, is a plain block. */
export function lexBlocks(text: string): Blocks {
  const plain = { tokens: plainBlocks(text), definesLinks: false };
  if (deepLine.test(text)) return plain;
  try {
    const tokens = new Lexer({ gfm: true }).lex(text);
    const definesLinks = Object.keys(tokens.links).length > 0;
    return { tokens: [...tokens].map(withinLimit), definesLinks };
  } catch {
    return plain; // the stack was too small for it
  }
}
