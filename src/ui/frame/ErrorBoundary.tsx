// Shows an error in place of a failed panel. The rest of the page and the run continue.
import { Component, type ReactNode } from 'react';
import { LoadError } from './load_error.ts';

const STRINGS = {
  failed: (message: string) => `This part of the page failed: ${message}. The run is not affected.`,
  retry: 'Show it again',
  notLoaded: (message: string) =>
    `This part of the page could not be loaded: ${message}. Check the connection, then try again. If that does not help, reload the page.`,
  tryAgain: 'Try again',
  reload: 'Reload the page',
} as const;

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error?: Error }> {
  override state: { readonly error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidCatch(error: Error): void {
    if (error instanceof LoadError) error.forget();
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    const notLoaded = error instanceof LoadError;
    return (
      <div className="card" role="alert">
        <p>{notLoaded ? STRINGS.notLoaded(error.message) : STRINGS.failed(error.message)}</p>
        <button type="button" className="button" onClick={() => this.setState({ error: undefined })}>
          {notLoaded ? STRINGS.tryAgain : STRINGS.retry}
        </button>
        {notLoaded && (
          <button type="button" className="button" onClick={() => location.reload()}>
            {STRINGS.reload}
          </button>
        )}
      </div>
    );
  }
}
