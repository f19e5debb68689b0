import { useFormats, useText } from "@/i18n";
import { ExternalLink } from "@/markdown";
import type { ToolCallAnswer, ToolContent } from "@/protocol";
import { FollowedText } from "@/screens/chat/FollowedText";
import { repeatsStructured } from "@/screens/chat/repeatsStructured";
import { Badge, CodeBlock, Notice, visibleText } from "@/ui";

const picture = /^image\/(png|jpeg|gif|webp)$/;

function Piece({ piece }: { piece: ToolContent }) {
  const text = useText();
  switch (piece.type) {
    case "text":
      return (
        <FollowedText label={text("tool.result")}>
          {piece.text || text("tool.no_text")}
        </FollowedText>
      );
    case "image":
    case "audio":
      return picture.test(piece.mimeType) ? (
        <img
          src={`data:${piece.mimeType};base64,${piece.data}`}
          alt={text("inspector.picture")}
          className="max-h-96 w-fit max-w-full rounded-md border border-line"
        />
      ) : (
        <p className="text-sm text-muted">{text("inspector.binary", { type: piece.mimeType })}</p>
      );
    case "resource_link":
      return (
        <p className="text-sm wrap-anywhere">
          {visibleText(piece.title ?? piece.name)}{" "}
          <span className="text-accent">
            <ExternalLink href={piece.uri}>{visibleText(piece.uri)}</ExternalLink>
          </span>
        </p>
      );
    case "resource":
      return piece.resource.text !== undefined ? (
        <CodeBlock code={piece.resource.text} caption={piece.resource.uri} tall />
      ) : (
        <p className="text-sm text-muted">
          {text("inspector.binary", { type: piece.resource.mimeType ?? piece.resource.uri })}
        </p>
      );
  }
}

export interface ToolAnswerProps {
  answer: ToolCallAnswer;
  /** Milliseconds. */
  took: number;
}

/** The result of a tool call. */
export function ToolAnswer({ answer, took }: ToolAnswerProps) {
  const text = useText();
  const formats = useFormats();
  const { result } = answer;
  const failed = result.isError === true;
  const content = (result.content ?? []).filter(
    (piece) => piece.type !== "text" || !repeatsStructured(piece.text, result.structuredContent),
  );
  return (
    <section role="status" aria-label={text("tool.result")} className="flex flex-col gap-3">
      <div className="flex items-center gap-2">
        <h3 className="font-semibold">{text("tool.result")}</h3>
        <Badge tone={failed ? "bad" : "good"}>{text(failed ? "tool.failed" : "tool.done")}</Badge>
        <span className="text-xs text-muted">{formats.duration(took)}</span>
      </div>
      {failed && <Notice tone="bad">{text("inspector.tool_failed")}</Notice>}
      {content.map((piece, index) => (
        <Piece key={index} piece={piece} />
      ))}
      {result.structuredContent !== undefined && (
        <CodeBlock
          code={JSON.stringify(result.structuredContent, null, 2)}
          caption={text("tool.structured")}
          tall
        />
      )}
    </section>
  );
}
