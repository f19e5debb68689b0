import "./index.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { adoptTokenFromAddress, followAddress } from "@/access";
import { createQueryClient } from "@/rest";
import { CrashGuard } from "@/screens/layout/CrashGuard";
import { Toaster, TooltipProvider } from "@/ui";

import { App } from "./App";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id `root`.");
await adoptTokenFromAddress();
followAddress();
createRoot(root).render(
  <StrictMode>
    <CrashGuard>
      <QueryClientProvider client={createQueryClient()}>
        <TooltipProvider delayDuration={400}>
          <App />
          <Toaster />
        </TooltipProvider>
      </QueryClientProvider>
    </CrashGuard>
  </StrictMode>,
);
