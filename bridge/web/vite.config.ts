import { fileURLToPath } from "node:url";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const bridge = process.env["BRIDGE_URL"] ?? "http://127.0.0.1:4000";

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

// The bridge's Content-Security-Policy allows nothing inline: no data: fonts, no preload script.
export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: {
      "@": here("./src"),
      "react-style-singleton": here("./src/csp/styleSingleton.ts"),
    },
  },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: {
      "/api": { target: bridge },
      "/ready": { target: bridge },
      "/ws": { target: bridge, ws: true },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["./src/testing/setup.ts"],
    restoreMocks: true,
  },
});
