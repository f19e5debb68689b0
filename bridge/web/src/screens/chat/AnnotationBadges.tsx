import { BookOpen, Globe, TriangleAlert } from "lucide-react";

import { useText } from "@/i18n";
import type { ToolAnnotations } from "@/protocol";
import { Badge } from "@/ui";

/** The annotations of a tool, from its server. */
export function AnnotationBadges({ annotations }: { annotations: ToolAnnotations }) {
  const text = useText();
  const reads = annotations.readOnlyHint === true;
  return (
    <>
      {reads && (
        <Badge tone="good" icon={BookOpen}>
          {text("approval.read_only")}
        </Badge>
      )}
      {!reads && annotations.destructiveHint === true && (
        <Badge tone="bad" icon={TriangleAlert}>
          {text("approval.destructive")}
        </Badge>
      )}
      {annotations.openWorldHint === true && (
        <Badge tone="neutral" icon={Globe}>
          {text("approval.open_world")}
        </Badge>
      )}
    </>
  );
}
