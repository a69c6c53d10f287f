/**
 * Maximum length of a line, in UTF-16 units. It exceeds what any command accepts, so that a longer line is answered with a
 * sentence about its length, and a line without an end does not fill the memory.
 */
export const maxConsoleLineLength = 32_768;
