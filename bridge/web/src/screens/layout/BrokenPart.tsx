import { useText } from "@/i18n";
import { Notice, visibleText } from "@/ui";

/** Shown instead of a part that failed to render, with its text if there is one. */
export function BrokenPart({ text }: { text?: string | undefined }) {
  const words = useText();
  return (
    <div className="flex flex-col gap-2">
      <Notice tone="warn" role="note">
        {words("crash.part")}
      </Notice>
      {text && <pre className="wrap-anywhere whitespace-pre-wrap">{visibleText(text)}</pre>}
    </div>
  );
}
