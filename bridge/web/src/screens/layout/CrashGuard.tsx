import { Component, type ReactNode } from "react";

import { useText } from "@/i18n";
import { Button, Notice } from "@/ui";

function Crash({ error }: { error: Error }) {
  const text = useText();
  return (
    <main className="mx-auto flex h-full max-w-md flex-col justify-center p-4">
      <h1 className="sr-only">mcp-bridge</h1>
      <Notice
        tone="bad"
        role="alert"
        actions={<Button onClick={() => location.reload()}>{text("crash.reload")}</Button>}
      >
        <p>{text("crash.what")}</p>
        <p className="mt-1 font-mono text-xs text-muted">{error.message}</p>
      </Notice>
    </main>
  );
}

/** Shown instead of a page that crashed. A reload loses nothing, because the bridge stores the chats. */
export class CrashGuard extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(cause: unknown): { error: Error } {
    return { error: cause instanceof Error ? cause : new Error(String(cause)) };
  }

  override render(): ReactNode {
    return this.state.error ? <Crash error={this.state.error} /> : this.props.children;
  }
}
