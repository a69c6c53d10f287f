/**
 * The longest line that is handed on, in UTF-16 units. It is over what any command takes, so that a longer line is
 * answered with a sentence about its length, and a line without an end does not fill the memory.
 */
export const maxConsoleLineLength = 32_768;
