import { describe, expect, test } from "vitest";

import { errorText } from "./errorText";
import { catalogues, textsFrom, textsIn } from "./text";

const { en, "pt-BR": ptBR } = catalogues;

function placeholders(text: string | undefined): string[] {
  return (text?.match(/\{\w+\}/g) ?? []).sort();
}

// Keys of which the end is a value of a type or a code of the bridge.
const composed = /^(badge|closed|error|phase|status|state|scope|stop|decision)\./;

const sources = import.meta.glob("/src/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});
const code = Object.entries(sources)
  .filter(([file]) => !file.includes(".test."))
  .map(([, text]) => String(text))
  .join("\n");

describe("the catalogues", () => {
  test("have the same keys", () => {
    expect(Object.keys(ptBR)).toEqual(Object.keys(en));
  });

  test("are in order", () => {
    expect(Object.keys(en)).toEqual(Object.keys(en).sort());
  });

  test.each(Object.keys(en))("%s has the same values in both, and words", (key) => {
    expect(placeholders(ptBR[key])).toEqual(placeholders(en[key]));
    expect(en[key]?.trim()).toBeTruthy();
    expect(ptBR[key]?.trim()).toBeTruthy();
  });

  test("have no text that nothing shows", () => {
    const unused = Object.keys(en).filter((key) => {
      const name = key.replace(/\.(one|other)$/, "");
      return !composed.test(name) && !code.includes(`"${name}"`);
    });
    expect(unused).toEqual([]);
  });

  test("have the words that the first clients' users know", () => {
    expect(ptBR["badge.ai_typing"]).toBe("IA digitando…");
    expect(en["badge.ai_typing"]).toBe("AI typing…");
    expect(ptBR["badge.file_being_created"]).toBe("Arquivo sendo criado…");
    expect(en["badge.file_being_created"]).toBe("File being created…");
  });
});

describe("a text", () => {
  const catalogue = {
    "n.one": "{count} tool",
    "n.other": "{count} tools",
    greet: "Hello {name}, {number}",
  };

  test.each([
    ["n", { count: 1 }, "1 tool"],
    ["n", { count: 0 }, "0 tools"],
    ["n", { count: 1200 }, "1,200 tools"],
    ["greet", { name: "$& {number}", number: 1.5 }, "Hello $& {number}, 1.5"],
    ["greet", {}, "Hello {name}, {number}"],
  ])("%s with %j", (key, values, expected) => {
    expect(textsFrom(catalogue, "en")(key, values)).toBe(expected);
  });
});

describe("an error", () => {
  test.each([
    ["ai_saldo_insuficiente", "Saldo insuficiente para usar a API da Anthropic."],
    ["ai_nao_autorizado", "Não autorizado. Verifique sua ANTHROPIC_API_KEY."],
    ["ai_limite_excedido", "Limite de uso excedido. Aguarde e tente novamente."],
    ["ai_indisponivel", "Serviço da IA indisponível no momento."],
    ["too_long", "No máximo 32.000 caracteres"],
    ["of_a_later_bridge", "Algo deu errado (of_a_later_bridge)."],
  ])("%s has words for a person", (code, words) => {
    expect(errorText(textsIn("pt-BR"), code)).toContain(words);
  });
});
