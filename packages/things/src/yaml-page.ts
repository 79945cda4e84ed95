export interface Edit {
  from: number;
  to: number;
  text: string;
}

/** A text, and what is to be changed of it. */
export interface Page {
  text: string;
  edits: Edit[];
}

/** A place can't be edited by itself; whoever has it in something larger writes that anew. */
export class NotHere extends Error {}
