/** Why GitHub did not do what it was asked to, and what can be done about it, where its own words are known; else those. */
export function refusedSentence({
  status,
  detail,
}: {
  readonly status: number;
  readonly detail: string;
}): string {
  const known = sentences.find(({ said }) => said.test(detail))?.sentence;
  return known ?? `GitHub refused it (${status}): ${detail}`;
}

/** The more particular ones first: rules are told together, under one heading. */
const sentences: readonly { readonly said: RegExp; readonly sentence: string }[] = [
  {
    said: /was archived/i,
    sentence: 'The repository is archived, so nothing can be changed in it. Unarchive it, then ask again.',
  },
  {
    said: /verified signatures|signed commits|signatures? (?:is|are) required/i,
    sentence:
      "The branch's rules demand signed commits, and GitHub did not sign this one. Let this app bypass that rule, then ask again.",
  },
  {
    said: /creations? (?:being|is|are) restricted|cannot create ref|^reference update failed$/i,
    sentence:
      "The repository's rules do not let this app make branches of that name. Let it bypass the rule, or have branches called otherwise in its configuration, then ask again.",
  },
  {
    said: /protected branch|rule violations?|through a pull request/i,
    sentence:
      'The branch is protected, and its rules refuse a push by this app. Let this app bypass them, then ask again.',
  },
  {
    said: /^no commits between|; no commits between/i,
    sentence: 'There is nothing to merge: the branch has no commits that its base has not.',
  },
  {
    said: /draft pull requests are not supported/i,
    sentence:
      'GitHub has no drafts in this repository: its plan does not include them. Open a pull request from the branch by hand.',
  },
  {
    said: /not accessible by integration/i,
    sentence:
      'This app lacks a permission for it. An owner of the installation can accept the permissions it asks for, in the settings of the installation.',
  },
];
