/** The script of a preview: a survey as people take it. It keeps and sends nothing. */

import { offerReview } from "./js/widgets/form/review.js";
import { takeSurvey } from "./js/widgets/form/survey.js";

const survey = takeSurvey(document.getElementById("survey"));
survey.deliver = async () => ({ failure: "refused" });
offerReview(survey);
