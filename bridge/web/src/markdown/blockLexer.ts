import { Lexer, type Token, type TokensList } from "marked";

function lexed(text: string): TokensList {
  return new Lexer({ gfm: true }).lex(text);
}

function definesLinks(tokens: TokensList): boolean {
  return Object.keys(tokens.links).length > 0;
}

/** How many of the tokens cannot change any more when text is added at the end. */
function settledCount(tokens: readonly Token[]): number {
  let last = tokens.length - 1;
  while (last >= 0 && tokens[last]?.type === "space") last -= 1;
  return Math.max(0, last);
}

/**
 * The blocks of a text that grows at its end: reads only what may have changed, so that all blocks
 * but the last stay the same objects.
 */
export class BlockLexer {
  #text = "";
  #tokens: readonly Token[] = [];
  // A definition of a link changes blocks before it, and is no block itself.
  #definesLinks = false;

  read(source: string): readonly Token[] {
    const text = source.replace(/\r\n?/g, "\n");
    if (text === this.#text) return this.#tokens;
    this.#tokens = this.#grown(text) ?? this.#anew(text);
    this.#text = text;
    return this.#tokens;
  }

  #grown(text: string): readonly Token[] | null {
    if (this.#definesLinks || this.#text === "" || !text.startsWith(this.#text)) return null;
    const settled = this.#tokens.slice(0, settledCount(this.#tokens));
    const length = settled.reduce((sum, token) => sum + token.raw.length, 0);
    const rest = lexed(text.slice(length));
    return definesLinks(rest) ? null : [...settled, ...rest];
  }

  #anew(text: string): readonly Token[] {
    const tokens = lexed(text);
    this.#definesLinks = definesLinks(tokens);
    return [...tokens];
  }
}
