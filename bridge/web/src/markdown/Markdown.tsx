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
  /** Text may still be added at the end. */
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

// Shows plain text until a worker has parsed it; if that takes too long, it stays plain.
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
 * Shows Markdown: headings, lists, tables, code. HTML in it is shown as text, links open outside of the
 * page, images are not loaded, and characters that would change the order of the text are spelled out.
 * A text that may take the lexer long is parsed by a worker with a deadline, and shown plain until then.
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
