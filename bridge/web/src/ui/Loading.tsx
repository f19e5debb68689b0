import { Spinner } from "./Spinner";

/** Shown while content loads. */
export function Loading({ children }: { children: string }) {
  return (
    <p
      role="status"
      className="flex items-center justify-center gap-2 px-4 py-12 text-sm text-muted"
    >
      <Spinner />
      {children}
    </p>
  );
}
