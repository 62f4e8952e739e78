// The colours of the methods in every chart. Twenty-one hues cannot be told apart, by colour-blind readers least of all:
// the paper's core methods have a colour each, the others share one a family and differ in marker; legends name them.
// They start from Okabe and Ito (2008), moved apart for the three kinds of colour-blindness, and have a contrast of at
// least 3:1 against the surface of both themes.

/** A CSS colour for each theme. */
export interface Hue {
  readonly light: string;
  readonly dark: string;
}

export const hues = {
  blue: { light: '#1746b8', dark: '#4a8dff' },
  sky: { light: '#2795ec', dark: '#b0eef2' },
  plum: { light: '#84287c', dark: '#bf78a8' },
  amber: { light: '#bf8209', dark: '#f4cf3a' },
  vermilion: { light: '#c4320f', dark: '#f0561c' },
  teal: { light: '#0d8878', dark: '#46d3b5' },
  olive: { light: '#5f6f12', dark: '#b9cc5c' },
  magenta: { light: '#a8246b', dark: '#f08bbd' },
  brown: { light: '#7a4a10', dark: '#d8a468' },
  green: { light: '#1f7a1f', dark: '#72d96a' },
  grey: { light: '#5a616d', dark: '#aab1bd' },
} as const satisfies Readonly<Record<string, Hue>>;
