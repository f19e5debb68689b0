import { memo, useState } from "react";

import { Block } from "./Block";
import { BlockLexer } from "./blockLexer";
import { headingLevels } from "./headingLevels";

export interface MarkdownProps {
  text: string;
  /** More may be added at the end. */
  open?: boolean;
}

/**
 * A text as the model means it: headings, lists, tables, code. Nothing in it becomes HTML of the
 * page, links lead out of it, and pictures are not loaded.
 */
export const Markdown = memo(function Markdown({ text, open = false }: MarkdownProps) {
  const [lexer] = useState(() => new BlockLexer());
  const tokens = lexer.read(text);
  const levels = headingLevels(tokens);
  return (
    <div className="markdown">
      {tokens.map((token, index) => (
        <Block
          key={index}
          token={token}
          open={open && index === tokens.length - 1}
          level={levels.get(index)}
        />
      ))}
    </div>
  );
});
