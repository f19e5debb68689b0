import { useState } from "react";

import type { ToolOutput } from "@/chat/model";
import { useNow } from "@/hooks/useNow";
import { useFormats, useText } from "@/i18n";
import type { ToolRun } from "@/rest";
import { FollowedText } from "@/screens/chat/FollowedText";
import { Button, Disclosure, ProgressBar, visibleControls } from "@/ui";

function Running({ run, onCancel }: { run: ToolRun; onCancel: () => void }) {
  const text = useText();
  const formats = useFormats();
  const seconds = Math.max(0, Math.floor((useNow(true) - run.startedAt) / 1000));
  return (
    <div className="flex items-center gap-3">
      <div className="min-w-0 flex-1">
        <ProgressBar
          label={text("tool.progress")}
          value={run.progress?.value ?? 0}
          total={run.progress?.total ?? null}
        />
        <p className="mt-1.5 flex gap-3 text-xs text-muted tabular-nums">
          <span className="min-w-0 flex-1 truncate">{visibleControls(run.progress?.message ?? "")}</span>
          {seconds > 0 && <span>{formats.duration(seconds * 1000)}</span>}
        </p>
      </div>
      <Button onClick={onCancel}>{text("common.cancel")}</Button>
    </div>
  );
}

function Output({ output, live }: { output: ToolOutput; live: boolean }) {
  const text = useText();
  const [open, setOpen] = useState(true);
  return (
    <Disclosure
      open={open}
      onOpenChange={setOpen}
      summary={text("inspector.progress", { count: output.pieces })}
    >
      {output.omitted > 0 && (
        <p className="mb-1.5 text-xs text-muted">
          {text("tool.omitted", { count: output.omitted })}
        </p>
      )}
      <FollowedText label={text("tool.progress")} follow={live}>
        {output.text}
      </FollowedText>
    </Disclosure>
  );
}

export interface RunProgressProps {
  run: ToolRun;
  onCancel: () => void;
}

/** The progress of a call, and the content and messages that it has sent. */
export function RunProgress({ run, onCancel }: RunProgressProps) {
  const running = run.status === "running";
  return (
    <>
      {running && <Running run={run} onCancel={onCancel} />}
      {run.output && <Output output={run.output} live={running} />}
    </>
  );
}
