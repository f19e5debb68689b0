import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

import { useText } from "@/i18n";

import { copyText } from "./copyText";
import { IconButton } from "./IconButton";
import { toast } from "./toast";

const confirmed = 2000;

/** Copies a text; `label` says which. */
export function CopyButton({ text: copied, label }: { text: string; label: string }) {
  const text = useText();
  const [done, setDone] = useState(false);

  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), confirmed);
    return () => clearTimeout(timer);
  }, [done]);

  async function copy(): Promise<void> {
    if (await copyText(copied)) setDone(true);
    else toast(text("common.copy_failed"), "bad");
  }

  return (
    <IconButton
      size="sm"
      icon={done ? Check : Copy}
      label={done ? text("common.copied") : label}
      onClick={() => void copy()}
    />
  );
}
