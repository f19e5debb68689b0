export * from "./endpoints";
export { createQueryClient } from "./queryClient";
export { queryKeys } from "./queryKeys";
export { RestError } from "./restError";
export * from "./useApprovals";
export * from "./useServers";
export * from "./useSessions";
export * from "./useToolRun";
export * from "./useUsage";
