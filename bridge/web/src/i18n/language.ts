/** The languages of the page. */
export const languages = ["pt-BR", "en"] as const;
export type Language = (typeof languages)[number];

const storageKey = "mcp-bridge.language";

/** The first of the user's languages for which there are texts; otherwise English. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const each of wanted) {
    const base = each.toLowerCase().split("-")[0];
    if (base === "pt") return "pt-BR";
    if (base === "en") return "en";
  }
  return "en";
}

function remembered(): Language | undefined {
  try {
    const stored = localStorage.getItem(storageKey);
    return languages.find((each) => each === stored);
  } catch {
    return undefined; // the browser has no storage
  }
}

function remember(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Without storage, the choice holds until the page is closed.
  }
}

type Listener = () => void;

/** The language of the page: the user's choice, otherwise that of the browser. */
class LanguageChoice {
  #current = remembered() ?? preferredLanguage(navigator.languages);
  readonly #listeners = new Set<Listener>();

  constructor() {
    this.#announce();
  }

  readonly current = (): Language => this.#current;

  readonly choose = (language: Language): void => {
    this.#current = language;
    remember(language);
    this.#announce();
    for (const listener of this.#listeners) listener();
  };

  readonly subscribe = (listener: Listener): Listener => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #announce(): void {
    document.documentElement.lang = this.#current;
  }
}

/** The language of the whole page. */
export const languageChoice = new LanguageChoice();
