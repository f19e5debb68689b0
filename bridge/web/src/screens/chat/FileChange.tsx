import { FilePlus2, FileDiff } from "lucide-react";

import { useText } from "@/i18n";
import type { ToolPreview } from "@/protocol";
import { Diff, visibleText } from "@/ui";

/** The diff of a file that a call changes; says so if it is cut. */
export function FileChange({ preview, unified }: { preview: ToolPreview; unified: string }) {
  const text = useText();
  const { added = 0, removed = 0 } = preview;
  const Icon = preview.kind === "new_file" ? FilePlus2 : FileDiff;
  return (
    <div className="overflow-hidden rounded-md border border-line">
      <div className="flex min-h-8 flex-wrap items-center gap-x-2 border-b border-line bg-surface px-2.5 py-1 text-xs">
        <Icon className="size-3.5 shrink-0 text-muted" aria-hidden />
        <span className="font-mono wrap-anywhere">{visibleText(preview.path ?? "")}</span>
        {preview.kind === "new_file" && (
          <span className="text-muted">{text("approval.new_file")}</span>
        )}
        <span className="ms-auto flex gap-2 font-mono font-medium tabular-nums">
          {added > 0 && (
            <span className="text-good" aria-label={text("approval.added", { count: added })}>
              +{added}
            </span>
          )}
          {removed > 0 && (
            <span className="text-bad" aria-label={text("approval.removed", { count: removed })}>
              −{removed}
            </span>
          )}
        </span>
      </div>
      <Diff unified={unified} label={text("tool.change")} />
      {preview.truncated === true && (
        <p className="border-t border-line px-2.5 py-1 text-xs text-warn">
          {text("approval.diff_cut")}
        </p>
      )}
    </div>
  );
}
