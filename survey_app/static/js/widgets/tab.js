/** What a tab remembers, until it shows a page that is not a survey. Never an answer. */

/** On which response it works. */
export const RESPONSE = "survey_app response";
/** Which response the form has just sent, and is perhaps on this device as well. */
export const SENT = "survey_app sent";
/** Whether its reader wants larger text and one question at a time. */
export const EASY = "survey_app easy";
/** To which interview it belongs: interview/tab.js says more. */
export const INTERVIEW = "survey_app interview";
