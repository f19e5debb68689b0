import { useState, type FormEvent } from "react";

import { keepToken, tokenIn } from "@/access";
import { useText } from "@/i18n";
import { Button, Field, TextInput } from "@/ui";

/** A form for the token, or for the address that the bridge printed. */
export function TokenForm() {
  const text = useText();
  const [typed, setTyped] = useState("");
  const token = tokenIn(typed);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (token) keepToken(token);
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field label={text("access.token")} description={text("access.token_hint")}>
        {(ids) => (
          <TextInput
            {...ids}
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" disabled={!token} className="self-start">
        {text("access.open")}
      </Button>
    </form>
  );
}
