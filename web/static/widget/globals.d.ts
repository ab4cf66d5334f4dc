/** Whether the service counts what is searched for and chosen: it puts that before the script. */
declare const isCounting: boolean;
