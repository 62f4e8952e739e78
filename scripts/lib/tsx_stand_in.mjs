// Stands in for `tsx/esm/api` where everything is bundled JavaScript.
export const register = () => {};
