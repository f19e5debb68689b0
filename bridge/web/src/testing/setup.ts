import "@testing-library/jest-dom/vitest";

import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

import { InlineWorker } from "./inlineWorker";

Object.defineProperty(globalThis, "Worker", { value: InlineWorker, configurable: true });

afterEach(cleanup);
