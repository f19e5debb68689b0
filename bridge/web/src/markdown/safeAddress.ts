const allowed = new Set(["http:", "https:", "mailto:"]);

/** The address, if it can only open a web page or a mail program; null otherwise. */
export function safeAddress(href: string): string | null {
  try {
    const url = new URL(href.trim());
    return allowed.has(url.protocol) ? url.href : null;
  } catch {
    return null; // without a scheme it would be relative to this page
  }
}
