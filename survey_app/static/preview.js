/** The script of a preview: a survey as people take it. It keeps and sends nothing. */

import { takeSurvey } from "./js/widgets/form/survey.js";

takeSurvey(document.getElementById("survey")).deliver = async () => ({ failure: "refused" });
