/** As people write: no space before a full stop. */
export const closedUp = (text: string): string => text.replaceAll(/ (?=[.,?!:;])/g, '');
