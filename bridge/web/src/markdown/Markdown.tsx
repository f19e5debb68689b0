import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Token } from "marked";
import { memo, useState } from "react";

import { visibleControls } from "@/ui";

import { Block } from "./Block";
import { BlockLexer } from "./blockLexer";
import { headingLevels } from "./headingLevels";
import { plainBlocks } from "./lexBlocks";
import { lexerWork, mostWork } from "./lexerWork";
import { markupQuery, runMarkupJob } from "./markupJobs";

export interface MarkdownProps {
  text: string;
  /** More may be added at the end. */
  open?: boolean;
}

function Blocks({ tokens, open }: { tokens: readonly Token[]; open: boolean }) {
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
}

function LexedHere({ text, open }: Required<MarkdownProps>) {
  const [lexer] = useState(() => new BlockLexer());
  return <Blocks tokens={lexer.read(text)} open={open} />;
}

// Plain until it has been read, and for ever when that takes too long.
function LexedInWorker({ text, open }: Required<MarkdownProps>) {
  const { data } = useQuery({
    queryKey: ["markdown", text],
    queryFn: ({ signal }) => runMarkupJob({ kind: "lex", text }, signal),
    ...(open && { placeholderData: keepPreviousData, gcTime: 0 }),
    ...markupQuery,
  });
  return <Blocks tokens={data ?? plainBlocks(text)} open={open} />;
}

/**
 * A text as the model means it: headings, lists, tables, code. Nothing in it becomes HTML of the
 * page, links lead out of it, and pictures are not loaded; characters that would turn its order are
 * spelled out. A text on which the lexer may spend more
 * than a moment is read by a worker with a deadline, and shown plain until then.
 */
export const Markdown = memo(function Markdown({ text: source, open = false }: MarkdownProps) {
  const text = visibleControls(source);
  const isCheap = lexerWork(text) <= mostWork;
  return isCheap ? (
    <LexedHere text={text} open={open} />
  ) : (
    <LexedInWorker text={text} open={open} />
  );
});
