// Before anything is painted: the theme that the person has chosen, or that of the system.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("mcp-bridge.theme");
  } catch {
    // A browser that keeps nothing.
  }
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme =
    chosen === "dark" || chosen === "light" ? chosen : system;
})();
