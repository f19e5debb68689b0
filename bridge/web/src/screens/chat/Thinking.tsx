import { useText } from "@/i18n";
import { Markdown } from "@/markdown";
import { Disclosure } from "@/ui";

import { useChatContext } from "./ChatContext";
import { useDisclosure } from "./disclosureMemory";

export interface ThinkingProps {
  blockKey: string;
  text: string;
  /** The model is still thinking. */
  open: boolean;
}

/** The thinking of the model, collapsed. */
export function Thinking({ blockKey, text: thought, open }: ThinkingProps) {
  const text = useText();
  const { disclosures } = useChatContext();
  const [shown, setShown] = useDisclosure(disclosures, blockKey, false);
  if (thought === "" && !open) return null;
  return (
    <Disclosure
      open={shown}
      onOpenChange={setShown}
      summary={
        <span className={open ? "animate-pulse" : undefined}>
          {text(open ? "chat.thinking" : "chat.thought")}
        </span>
      }
    >
      <div className="ms-2 mt-1 border-s-2 border-line ps-4 text-sm text-muted">
        <Markdown text={thought} open={open} />
      </div>
    </Disclosure>
  );
}
