// Pairs of symbols by their counts, the most frequent first: a binary heap. Of equal counts, the pair of smaller ids
// comes first, as in Hugging Face's trainer, so that the order is one.

export interface CountedPair {
  readonly left: number;
  readonly right: number;
  readonly count: number;
}

const isBefore = (a: CountedPair, b: CountedPair): boolean =>
  a.count !== b.count ? a.count > b.count : a.left !== b.left ? a.left < b.left : a.right < b.right;

export class PairQueue {
  private readonly heap: CountedPair[] = [];

  add(pair: CountedPair): void {
    const { heap } = this;
    let at = heap.push(pair) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(pair, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = pair;
  }

  /** undefined where it is empty. */
  take(): CountedPair | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
