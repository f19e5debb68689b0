export * from "./client";
export * from "./rest";
export * from "./server";
