/** Keeps passwords out of logs and messages. */

/** The text with the user part of every URL taken out: a password may stand there. */
export function withoutPasswords(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/"']*@/gi, '$1…@');
}
