import { Component, type ReactNode } from "react";

export interface PartGuardProps {
  /** Shown instead of a part that broke. */
  instead: ReactNode;
  /** The part is tried again when this changes. */
  of: unknown;
  children: ReactNode;
}

interface State {
  broken: boolean;
  of: unknown;
}

/** Around a part that shows what others have written: when it breaks, the rest of the page stays. */
export class PartGuard extends Component<PartGuardProps, State> {
  override state: State = { broken: false, of: this.props.of };

  static getDerivedStateFromError(): Partial<State> {
    return { broken: true };
  }

  static getDerivedStateFromProps({ of }: PartGuardProps, state: State): State | null {
    return of === state.of ? null : { broken: false, of };
  }

  override render(): ReactNode {
    return this.state.broken ? this.props.instead : this.props.children;
  }
}
