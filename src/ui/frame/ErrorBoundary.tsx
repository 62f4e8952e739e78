// Shows an error in place of a failed panel. The rest of the page and the run continue.
import { Component, type ReactNode } from 'react';

const STRINGS = {
  failed: (message: string) => `This part of the page failed: ${message}. The run is not affected.`,
  retry: 'Show it again',
} as const;

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error?: Error }> {
  override state: { readonly error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className="card" role="alert">
        <p>{STRINGS.failed(error.message)}</p>
        <button type="button" className="button" onClick={() => this.setState({ error: undefined })}>
          {STRINGS.retry}
        </button>
      </div>
    );
  }
}
