/** For the record of a job that this version cannot read. */
export function otherVersionSentence(): string {
  return 'Another version of Patchwright wrote this job, and this one cannot read it. A comment that asks for the same is heard.';
}
