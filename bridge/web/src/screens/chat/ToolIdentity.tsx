import type { ToolCall } from "@/chat/model";
import { useTools } from "@/rest";
import { visibleText } from "@/ui";

export interface ToolNames {
  server: string | null;
  /** The tool's name at its server. */
  name: string;
  title: string | null;
}

function namesOf(server: string | null, name: string, title: string | null): ToolNames {
  const visible = (text: string | null) => text && visibleText(text);
  return { server: visible(server), name: visibleText(name), title: visible(title) };
}

/** The names to show for a call: from the bridge, otherwise from the list of tools or the model. */
export function useToolNames(call: ToolCall): ToolNames {
  const tools = useTools();
  if (call.name !== null) return namesOf(call.server, call.name, call.title);
  const known = tools.data?.find((tool) => tool.api_name === call.apiName);
  if (known) return namesOf(known.server, known.name, known.title ?? null);
  return namesOf(null, call.apiName, null);
}

/** The server and the name of a tool. */
export function ToolIdentity({ names }: { names: ToolNames }) {
  return (
    <span className="min-w-0 truncate">
      {names.server !== null && <span className="text-muted">{names.server} · </span>}
      <span className="font-mono text-[0.92em] font-medium">{names.name}</span>
    </span>
  );
}
