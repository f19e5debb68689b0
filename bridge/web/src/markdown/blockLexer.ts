import type { Token } from "marked";

import { lexBlocks } from "./lexBlocks";

/** The number of tokens that cannot change when text is added at the end. */
function settledCount(tokens: readonly Token[]): number {
  let last = tokens.length - 1;
  while (last >= 0 && tokens[last]?.type === "space") last -= 1;
  return Math.max(0, last);
}

/**
 * Parses a text that grows at its end into blocks. Parses only what may have changed, so that all
 * blocks except the last stay the same objects.
 */
export class BlockLexer {
  #text = "";
  #tokens: readonly Token[] = [];
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
    const rest = lexBlocks(text.slice(length));
    return rest.definesLinks ? null : [...settled, ...rest.tokens];
  }

  #anew(text: string): readonly Token[] {
    const { tokens, definesLinks } = lexBlocks(text);
    this.#definesLinks = definesLinks;
    return tokens;
  }
}
