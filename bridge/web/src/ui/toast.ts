/** A short message that disappears by itself. */
export interface ToastMessage {
  id: number;
  text: string;
  tone: "good" | "bad";
}

type Listener = () => void;

let shown: readonly ToastMessage[] = [];
let last = 0;
const listeners = new Set<Listener>();

function change(next: readonly ToastMessage[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Shows a short message to the user. */
export function toast(text: string, tone: ToastMessage["tone"] = "good"): void {
  last += 1;
  change([...shown.slice(-2), { id: last, text, tone }]);
}

export const toasts = {
  current: (): readonly ToastMessage[] => shown,
  dismiss: (id: number): void => change(shown.filter((each) => each.id !== id)),
  subscribe: (listener: Listener): Listener => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
