import { useEffect } from "react";

/**
 * Replaces `react-style-singleton`, with which Radix prevents scrolling behind a dialog. That package
 * adds a `<style>` element, which the bridge's Content-Security-Policy forbids. This one uses a
 * constructed style sheet, which is allowed.
 */
export function styleSingleton() {
  let users = 0;
  let sheet: CSSStyleSheet | undefined;

  function add(styles: string): void {
    users += 1;
    if (users > 1) return;
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }

  function remove(): void {
    users -= 1;
    if (users > 0) return;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    sheet = undefined;
  }

  return function Sheet({ styles, dynamic }: { styles: string; dynamic?: boolean }): null {
    const changes = dynamic ? styles : "";
    useEffect(() => {
      add(styles);
      return remove;
      // Only a dynamic sheet is updated when its text changes.
      // eslint-disable-next-line react-hooks/exhaustive-deps
    }, [changes]);
    return null;
  };
}
