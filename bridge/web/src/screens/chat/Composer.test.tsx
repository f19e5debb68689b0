import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useRef, useState } from "react";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { languageChoice } from "@/i18n";
import { Page } from "@/testing/renderInChat";

import { Composer, type ComposerProps } from "./Composer";

beforeEach(() => languageChoice.choose("en"));

function Writing(props: Partial<ComposerProps>) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState("");
  return (
    <Composer
      area={area}
      draft={draft}
      onDraft={setDraft}
      busy={false}
      blocked={null}
      onSend={() => ({ accepted: true, id: "1" })}
      onStop={() => undefined}
      {...props}
    />
  );
}

function write(props: Partial<ComposerProps> = {}) {
  const onSend = vi.fn<ComposerProps["onSend"]>(() => ({ accepted: true, id: "1" }));
  const { rerender } = render(<Writing onSend={onSend} {...props} />, { wrapper: Page });
  const show = (next: Partial<ComposerProps>) => rerender(<Writing onSend={onSend} {...next} />);
  return { onSend, area: screen.getByLabelText("Message"), user: userEvent.setup(), show };
}

describe("the composer", () => {
  test("sends by Enter, and is empty then", async () => {
    const { onSend, area, user } = write();
    await user.type(area, "Hello{Enter}");
    expect(onSend).toHaveBeenCalledExactlyOnceWith("Hello");
    expect(area).toHaveValue("");
  });

  test("begins a line by Shift+Enter", async () => {
    const { onSend, area, user } = write();
    await user.type(area, "a{Shift>}{Enter}{/Shift}b");
    expect(onSend).not.toHaveBeenCalled();
    expect(area).toHaveValue("a\nb");
  });

  test("does not send while a character is being composed", () => {
    const { onSend, area } = write();
    area.focus();
    area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true }));
    expect(onSend).not.toHaveBeenCalled();
  });

  test("sends nothing that is empty", async () => {
    const { onSend, area, user } = write();
    await user.type(area, "  {Enter}");
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByRole("button", { name: "Send" })).toBeDisabled();
  });

  test("keeps what is refused, and says why until it is changed", async () => {
    const { area, user } = write({ onSend: () => ({ accepted: false, code: "busy" }) });
    await user.type(area, "Hello{Enter}");
    expect(area).toHaveValue("Hello");
    expect(screen.getByRole("alert")).toHaveTextContent("An answer is still being written");
    await user.type(area, "!");
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  test("says that an answer is still written only as long as one is", async () => {
    const props: Partial<ComposerProps> = { onSend: () => ({ accepted: false, code: "busy" }) };
    const { area, user, show } = write({ ...props, busy: true });
    await user.type(area, "Hello{Enter}");
    expect(screen.getByRole("alert")).toHaveTextContent("An answer is still being written");
    show({ ...props, busy: false });
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    expect(area).toHaveValue("Hello");
  });

  test("stops a turn", async () => {
    const onStop = vi.fn();
    const { user } = write({ busy: true, onStop });
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(onStop).toHaveBeenCalledOnce();
  });

  test("says why nothing can be sent, and lets write all the same", async () => {
    const { onSend, area, user } = write({ blocked: "No key." });
    await user.type(area, "Hello{Enter}");
    expect(onSend).not.toHaveBeenCalled();
    expect(area).toHaveValue("Hello");
    expect(area).toHaveAccessibleDescription("No key.");
  });

  test("counts when the end of what can be sent is near", async () => {
    const { area, user } = write();
    await user.click(area);
    await user.paste("x".repeat(31_000));
    expect(screen.getByText("31,000 / 32,000")).toBeInTheDocument();
  });
});
