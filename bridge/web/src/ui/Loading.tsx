import { Spinner } from "./Spinner";

/** In place of what has not arrived yet. */
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
