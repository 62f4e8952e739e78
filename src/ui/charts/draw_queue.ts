// Draws one chart per frame, so that a page of many charts never blocks for longer than one drawing. Repeated requests
// before a chart's turn cause one drawing, with the latest numbers.
const waiting = new Map<object, () => void>();
let scheduled = false;

export function requestDraw(chart: object, draw: () => void): void {
  waiting.set(chart, draw);
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(drawOne);
}

export function cancelDraw(chart: object): void {
  waiting.delete(chart);
}

function drawOne(): void {
  for (const [chart, draw] of waiting) {
    waiting.delete(chart);
    draw();
    break;
  }
  scheduled = waiting.size > 0;
  if (scheduled) requestAnimationFrame(drawOne);
}
