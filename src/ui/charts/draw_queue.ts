// Draws one chart per frame, so that a page of many charts never blocks for longer than one drawing. Repeated requests
// before a chart's turn cause one drawing, with the latest numbers. Redrawing leaves the core free for three times as
// long as the last frame took, so that it takes at most a quarter of a core.
const REST = 3;
/** However long a frame took, numbers are never older than this. */
const LONGEST_REST_MS = 2000;

/** The browser, injected for tests. */
export interface Frames {
  now(): number;
  wait(then: () => void, delayMs: number): void;
  /** Before the next frame. */
  next(then: () => void): void;
  /** Once the present frame is painted. */
  painted(then: () => void): void;
}

export class DrawQueue {
  private readonly waiting = new Map<object, () => void>();
  private readonly drawn = new WeakSet<object>();
  private scheduled = false;
  /** No redrawing before. */
  private restsUntilMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly frames: Frames) {}

  request(chart: object, draw: () => void): void {
    this.waiting.set(chart, draw);
    this.schedule();
  }

  cancel(chart: object): void {
    this.waiting.delete(chart);
  }

  private schedule(): void {
    if (this.scheduled || this.waiting.size === 0) return;
    this.scheduled = true;
    const restMs = this.firstDrawing() ? 0 : this.restsUntilMs - this.frames.now();
    const frame = () => this.frames.next(() => this.drawOne());
    if (restMs > 0) this.frames.wait(frame, restMs);
    else frame();
  }

  /** A chart that shows nothing yet does not wait. */
  private firstDrawing() {
    return [...this.waiting.keys()].find((chart) => !this.drawn.has(chart));
  }

  private drawOne(): void {
    const chart = this.firstDrawing() ?? this.waiting.keys().next().value;
    const draw = chart && this.waiting.get(chart);
    if (!draw) {
      this.scheduled = false;
      return;
    }
    this.waiting.delete(chart);
    this.drawn.add(chart);
    const startMs = this.frames.now();
    draw();
    this.frames.painted(() => {
      const endMs = this.frames.now();
      this.restsUntilMs = endMs + Math.min(LONGEST_REST_MS, REST * (endMs - startMs));
      this.scheduled = false;
      this.schedule();
    });
  }
}

function afterPaint(then: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    then();
  };
  port2.postMessage(null);
}

/** All charts of the page share it. */
export const drawQueue = new DrawQueue({
  now: () => performance.now(),
  wait: (then, delayMs) => void setTimeout(then, delayMs),
  next: (then) => void requestAnimationFrame(then),
  painted: afterPaint,
});
