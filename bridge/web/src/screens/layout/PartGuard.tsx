import { Component, type ReactNode } from "react";

export interface PartGuardProps {
  /** Shown instead of a part that failed to render. */
  instead: ReactNode;
  /** The part is rendered again when this changes. */
  of: unknown;
  children: ReactNode;
}

interface State {
  broken: boolean;
  of: unknown;
}

/** An error boundary around a part with foreign text: if it fails, the rest of the page stays. */
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
