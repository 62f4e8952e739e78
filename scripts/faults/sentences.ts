// Sentences of the page that several faults end in.

/** Which run an earlier visit left, and where it stands. */
export const RETURNED = /BRAIn on Strings, step [\d,]+ of 10,000, (saved|paused) (.+ ago|just now)/;
export const NOT_LOADED = /The model could not be loaded \(.*\)\. Check the connection, then try again\./s;
export const NOT_KEPT = /Runs will be lost with this tab: the browser does not keep them \((?!\)).+\)/;
export const UNREADABLE = /1 record cannot be read: .+\./;
export const PART_FAILED =
  /This part of the page could not be loaded: .+\. Check the connection, then try again\./;
