import type { Approval } from "@/chat/model";
import type { JsonObject } from "@/protocol";

import { Arguments } from "./Arguments";
import { FileChange } from "./FileChange";

// Arguments that the diff already shows.
const inDiff = new Set(["path", "content"]);

function otherArguments(input: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !inDiff.has(name)));
}

/** What the call would do: the change of the file, or its arguments. */
export function ApprovalSubject({ approval }: { approval: Approval }) {
  const { preview, input } = approval;
  const unified = preview?.unified;
  if (!preview || !unified) return <Arguments input={input} />;
  const others = otherArguments(input);
  return (
    <>
      <FileChange preview={preview} unified={unified} />
      {Object.keys(others).length > 0 && <Arguments input={others} />}
    </>
  );
}
