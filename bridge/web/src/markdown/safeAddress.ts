const allowed = new Set(["http:", "https:", "mailto:"]);

/** The address, if a click on it can do no more than open a page or a letter; null otherwise. */
export function safeAddress(href: string): string | null {
  try {
    const url = new URL(href.trim());
    return allowed.has(url.protocol) ? url.href : null;
  } catch {
    return null; // it has no scheme, so it would lead into this page
  }
}
