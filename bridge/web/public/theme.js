// Sets the theme before the first paint: the user's choice, or that of the system.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("mcp-bridge.theme");
  } catch {
    // The browser has no storage.
  }
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme =
    chosen === "dark" || chosen === "light" ? chosen : system;
})();
