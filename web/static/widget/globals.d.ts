/** Whether the service counts what is searched for and chosen: it puts that before the script. */
declare const isCounting: boolean;
/** The fields that posts are filtered by, in their order; from the service too. */
declare const fieldTable: Record<
  string,
  { type: string; label: Record<string, string> }
>;
