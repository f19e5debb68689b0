export * from "./client";
export { errorCause } from "./errorCause";
export * from "./frames";
export * from "./rest";
export * from "./server";
export * from "./shared";
