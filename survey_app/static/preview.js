/** The script of a preview: a survey as people take it; nothing is kept or sent. */

import { takeSurvey } from "./js/widgets/form/survey.js";

takeSurvey(document.getElementById("survey")).deliver = async () => ({ failure: "refused" });
