import { useQuery } from "@tanstack/react-query";

import { CodeBlock } from "@/ui";

import type { Highlighted, Highlighter } from "./highlighter";

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

/**
 * The highlighter, once it has been loaded. It is loaded when it is first wanted, and again and again
 * until the network lets it through.
 */
function useHighlighter(wanted: boolean): Highlighter | undefined {
  const { data } = useQuery({
    queryKey: ["highlighter"],
    queryFn: () => import("./highlighter"),
    enabled: wanted,
    retry: true,
    staleTime: Infinity,
    gcTime: Infinity,
  });
  return data?.highlight;
}

export interface HighlightedCodeProps {
  code: string;
  /** As the author calls it; may be empty or unknown. */
  language: string;
  /** Nothing will be added: only then it gets its colours. */
  complete: boolean;
}

/** A program, in colours. */
export function HighlightedCode({ code, language, complete }: HighlightedCodeProps) {
  const name = language.split(/\s/)[0] ?? "";
  const wanted = complete && name !== "" && code.length <= longestHighlighted;
  const highlight = useHighlighter(wanted);
  const pieces = wanted ? highlight?.(code, name) : undefined;
  return (
    <CodeBlock code={code} caption={name}>
      {pieces?.map((piece, index) => (
        <Piece key={index} piece={piece} />
      ))}
    </CodeBlock>
  );
}
