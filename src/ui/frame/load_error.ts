/** A part of the page whose code did not arrive. */
export class LoadError extends Error {
  /** @param forget makes the next try load the code again. */
  constructor(
    message: string,
    readonly forget: () => void,
  ) {
    super(message);
  }
}
