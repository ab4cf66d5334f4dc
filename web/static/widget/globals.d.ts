/** Whether the service counts searches and clicks: it says so in front of the script it serves. */
declare const isCounting: boolean;
/**
 * The fields that posts are filtered by, in their order, from the service too: what each language
 * calls it, and `boolean` where its values are true and false.
 */
declare const fieldTable: Record<string, string[]>;
