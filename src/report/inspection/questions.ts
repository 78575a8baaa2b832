/** Collects what only a person can decide, numbered in the order in which the mapping asks. */
export interface Questions {
  /** Gives the question's number for the comment beside the decision. */
  ask(question: string): number;
}
