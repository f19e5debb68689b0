import { FilePlus2, FolderSearch, ListChecks, type LucideIcon } from "lucide-react";

import { useText, type TextKey } from "@/i18n";
import { Link } from "@/router";
import { Logo, Notice } from "@/ui";

const examples: readonly { icon: LucideIcon; title: TextKey; prompt: TextKey }[] = [
  { icon: FilePlus2, title: "empty.create_title", prompt: "empty.create_prompt" },
  { icon: FolderSearch, title: "empty.list_title", prompt: "empty.list_prompt" },
  { icon: ListChecks, title: "empty.plan_title", prompt: "empty.plan_prompt" },
];

export interface EmptyChatProps {
  /** There is no API key. */
  noModel: boolean;
  /** Called with the prompt that the user chose. */
  onPick: (prompt: string) => void;
}

/** A chat without messages: explains the page, and suggests prompts. */
export function EmptyChat({ noModel, onPick }: EmptyChatProps) {
  const text = useText();
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex min-h-full w-full max-w-3xl flex-col justify-center gap-6 px-4 py-8">
        <div>
          <Logo className="mb-4 size-9" />
          <h2 className="text-xl font-semibold text-balance">{text(noModel ? "empty.no_model_title" : "empty.title")}</h2>
          <p className="mt-1.5 text-pretty text-muted">{text("empty.what")}</p>
        </div>
        {noModel ? (
          <Notice
            tone="warn"
            actions={
              <Link
                to={{ view: "inspector", server: null }}
                className="inline-flex items-center font-medium text-accent underline underline-offset-2 touch:min-h-11"
              >
                {text("empty.to_inspector")}
              </Link>
            }
          >
            {text("empty.no_model")}
          </Notice>
        ) : (
          <ul className="grid gap-2 sm:grid-cols-3">
            {examples.map(({ icon: Icon, title, prompt }) => (
              <li key={title} className="flex">
                <button
                  type="button"
                  onClick={() => onPick(text(prompt))}
                  className="flex w-full flex-col gap-1.5 rounded-lg border border-line bg-surface p-3 text-left transition-colors hover:border-line-strong hover:bg-hover"
                >
                  <Icon className="size-4 text-accent" aria-hidden />
                  <span className="text-sm font-medium">{text(title)}</span>
                  <span className="text-sm text-muted">{text(prompt)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
