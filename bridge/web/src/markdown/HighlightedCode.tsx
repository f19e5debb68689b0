import { useQuery } from "@tanstack/react-query";

import { CodeBlock } from "@/ui";

import type { Highlighted } from "./highlighter";
import { markupQuery, runMarkupJob } from "./markupJobs";

const longestHighlighted = 50_000;

function Piece({ piece }: { piece: Highlighted }) {
  if (typeof piece === "string") return <>{piece}</>;
  const children = piece.children.map((each, index) => <Piece key={index} piece={each} />);
  return piece.scope ? (
    <span className={`hljs-${piece.scope.split(".")[0] ?? ""}`}>{children}</span>
  ) : (
    <>{children}</>
  );
}

/** The highlighted code from a worker; undefined: not ready, or not in time. */
function useHighlighted(code: string, language: string, wanted: boolean) {
  const { data } = useQuery({
    queryKey: ["highlighted", language, code],
    queryFn: ({ signal }) => runMarkupJob({ kind: "highlight", text: code, language }, signal),
    enabled: wanted,
    ...markupQuery,
  });
  return data;
}

export interface HighlightedCodeProps {
  code: string;
  /** As written in the text; may be empty or unknown. */
  language: string;
  /** No more text will be added; only then the code is highlighted. */
  complete: boolean;
}

/** A code block with syntax highlighting. */
export function HighlightedCode({ code, language, complete }: HighlightedCodeProps) {
  const name = language.split(/\s/)[0] ?? "";
  const wanted = complete && name !== "" && code.length <= longestHighlighted;
  const pieces = useHighlighted(code, name, wanted);
  return (
    <CodeBlock code={code} caption={name}>
      {pieces?.map((piece, index) => (
        <Piece key={index} piece={piece} />
      ))}
    </CodeBlock>
  );
}
