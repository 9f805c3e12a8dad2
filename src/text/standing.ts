/** Why a review that asked for changes is lifted. */
export const liftedMessage =
  'What this review asked for is done, or was answered by a person. This is no approval.';
