import { useState } from "react";

import { useText } from "@/i18n";
import { Markdown } from "@/markdown";
import type { ToolInfo } from "@/protocol";
import { useToolRun } from "@/rest";
import { AnnotationBadges } from "@/screens/chat/AnnotationBadges";
import { BrokenPart } from "@/screens/layout/BrokenPart";
import { PartGuard } from "@/screens/layout/PartGuard";
import { CodeBlock, Notice, Tabs, visibleText } from "@/ui";

import { ToolRunForm } from "./ToolRunForm";

function Schemas({ tool }: { tool: ToolInfo }) {
  const text = useText();
  return (
    <div className="flex flex-col gap-3">
      <CodeBlock
        code={JSON.stringify(tool.inputSchema, null, 2)}
        caption={text("inspector.input_schema")}
      />
      {tool.outputSchema && (
        <CodeBlock
          code={JSON.stringify(tool.outputSchema, null, 2)}
          caption={text("inspector.output_schema")}
        />
      )}
    </div>
  );
}

/** A tool: its description, its schemas, and a form that calls it. */
export function ToolPanel({ tool }: { tool: ToolInfo }) {
  const text = useText();
  const toolRun = useToolRun(tool.api_name);
  const [tab, setTab] = useState<"run" | "schema">("run");
  return (
    <article className="flex flex-col gap-4">
      <header className="flex flex-col gap-2">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="font-mono text-lg font-semibold wrap-anywhere">
            {visibleText(tool.name)}
          </h2>
          <AnnotationBadges annotations={tool.annotations ?? {}} />
        </div>
        {tool.title !== undefined && <p className="font-medium">{visibleText(tool.title)}</p>}
        {tool.left_out !== undefined && (
          <Notice tone="warn">
            {text("inspector.left_out", { why: visibleText(tool.left_out) })}
          </Notice>
        )}
        {tool.description !== undefined && (
          <div className="text-sm text-muted">
            <PartGuard of={tool.description} instead={<BrokenPart text={tool.description} />}>
              <Markdown text={tool.description} />
            </PartGuard>
          </div>
        )}
      </header>
      <Tabs
        label={visibleText(tool.name)}
        value={tab}
        onChange={setTab}
        tabs={[
          {
            value: "run",
            label: text("inspector.run"),
            content: (
              <PartGuard of={tool} instead={<BrokenPart />}>
                <ToolRunForm tool={tool} {...toolRun} />
              </PartGuard>
            ),
          },
          { value: "schema", label: text("inspector.schema"), content: <Schemas tool={tool} /> },
        ]}
      />
    </article>
  );
}
