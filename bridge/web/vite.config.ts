import { fileURLToPath } from "node:url";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// For `npm run dev`: the address of a running bridge, and its BRIDGE_TOKEN.
const target = process.env["BRIDGE_URL"] ?? "http://127.0.0.1:4000";
const headers = { authorization: `Bearer ${process.env["BRIDGE_TOKEN"] ?? ""}` };

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
  worker: { format: "es" },
  server: {
    proxy: {
      "/api": { target, headers },
      "/ready": { target, headers },
      "/ws": { target, headers, ws: true },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["./src/testing/setup.ts"],
    restoreMocks: true,
  },
});
